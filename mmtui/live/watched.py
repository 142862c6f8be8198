"""Any process that runs, as its VMAs and the folios that they map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mmtui.counted import counted
from mmtui.errors import UsageError
from mmtui.live.frames import PAGE, Frame, Frames
from mmtui.live.labels import Key, Labels
from mmtui.live.proc import Area, Entry, areas, entries

_CHUNK = 1 << 18
"""Pages of a VMA that are read at once; programs reserve terabytes that they never touch."""


class Folio(NamedTuple):
    """A large folio, as far as one process maps it."""

    label: str
    order: int
    anon: bool
    mapped: int
    """Entries of this process that reach a page of it; 512 for a PMD leaf."""
    levels: tuple[str, ...]
    """pmd, pte or both; "?" where the kernel does not say."""
    mapcounts: tuple[tuple[int, int], ...]
    """How often its pages that are mapped here are mapped at all, and how many of them there are."""


class Vma(NamedTuple):
    """A VMA and its large folios, in the order of their addresses."""

    area: Area
    folios: tuple[Folio, ...]
    small: int
    """Pages that are folios of their own."""


class Run(NamedTuple):
    """Pages of a VMA that are alike, mapped by neighbouring pages of one folio or by small ones."""

    page: int
    """Counted from the start of the VMA."""
    length: int
    label: str
    """Of a large folio; "" for small ones."""
    first: int
    """Page of the folio that the first page maps."""
    order: int
    zero: bool
    level: str
    """pmd or pte; "?" where the kernel does not say."""
    exclusive: bool
    """pagemap says: mapped once only."""
    mapcount: int
    """/proc/kpagecount."""

    def grown(self, one: Run) -> Run | None:
        """Return this run with one page more, None if that page does not continue it."""
        first = self.first + self.length if self.label else 0
        here = self._replace(page=self.page + self.length, length=1, first=first)
        return self._replace(length=self.length + 1) if here == one else None


class Watched:
    """One process; labels of folios stay the same from one look to the next."""

    def __init__(self, pid: int, frames: Frames) -> None:
        self._pid = pid
        self._frames = frames
        self._labels = Labels()

    def now(self) -> tuple[Vma, ...]:
        """Return its VMAs; raise ``UsageError`` if there is no such process."""
        try:
            frame = self._frames.now()
            found = tuple(self._vma(area, frame) for area in areas(self._pid))
        except (FileNotFoundError, ProcessLookupError):
            raise UsageError(f"there is no process {self._pid}") from None
        for _ in self._labels.gone(cached=False):
            pass  # only forgotten
        return found

    def _vma(self, area: Area, frame: Callable[[int], Frame]) -> Vma:
        parts: dict[Key, list[tuple[Entry, Frame]]] = {}
        small = 0
        for entry in self._entries(area):
            seen = frame(entry.pfn)
            if seen.nr_pages > 1 and not seen.zero:
                kind = "" if seen.anon else "file"
                parts.setdefault(Key(seen.head, seen.nr_pages, kind), []).append((entry, seen))
            else:
                small += not seen.zero
        return Vma(area, tuple(self._folio(key, part) for key, part in parts.items()), small)

    def runs(self, area: Area) -> Iterator[Run]:
        """Yield what is mapped in a VMA; of large folios by the labels that the last look gave them."""
        frame, run = self._frames.now(), None
        for entry in self._placed(area):
            one = self._run(*entry, frame)
            if run is not None and (longer := run.grown(one)):
                run = longer
                continue
            if run is not None:
                yield run
            run = one
        if run is not None:
            yield run

    def _run(self, page: int, entry: Entry, frame: Callable[[int], Frame]) -> Run:
        seen = frame(entry.pfn)
        large = seen.nr_pages > 1 and not seen.zero
        key = Key(seen.head, seen.nr_pages, "" if seen.anon else "file")
        return Run(
            page,
            1,
            self._labels.of(key) if large else "",
            entry.pfn - seen.head if large else 0,
            seen.nr_pages.bit_length() - 1 if large else 0,
            seen.zero,
            entry.level,
            "x" in entry.letters,
            seen.mapcount,
        )

    def _entries(self, area: Area) -> Iterator[Entry]:
        return (entry for _, entry in self._placed(area))

    def _placed(self, area: Area) -> Iterator[tuple[int, Entry]]:
        """Yield pages from the start of a VMA, and what is present there."""
        if not area.kb.get("Rss"):
            return
        for start in range(area.start, area.end, _CHUNK):
            part = area._replace(start=start, end=min(start + _CHUNK, area.end))
            found = entries(self._pid, part).items()
            yield from ((at - area.start, entry) for at, entry in found if entry.pfn)

    def _folio(self, key: Key, part: list[tuple[Entry, Frame]]) -> Folio:
        counts = Counter(seen.mapcount for _, seen in part)
        levels = tuple(sorted({entry.level for entry, _ in part}))
        order = key.nr_pages.bit_length() - 1
        return Folio(
            self._labels.of(key), order, not key.file, len(part), levels, tuple(sorted(counts.items()))
        )


def record(pid: int, vmas: tuple[Vma, ...]) -> dict[str, Any]:
    """Return a look at a process as a JSON object; addresses are virtual, in bytes."""
    return {"schema": 1, "pid": pid, "vmas": [_object(vma) for vma in vmas]}


def _object(vma: Vma) -> dict[str, Any]:
    area = vma.area
    found: dict[str, Any] = {"start": area.start * PAGE, "end": area.end * PAGE, "perm": area.perm}
    found |= {
        "path": area.path,
        "kb": {name: kb for name, kb in area.kb.items() if kb},
        "vf": list(area.flags),
    }
    return found | {"small": vma.small, "folios": [_folio_object(folio) for folio in vma.folios]}


def _folio_object(folio: Folio) -> dict[str, Any]:
    kind = "anon" if folio.anon else "file"
    counts = [list(pair) for pair in folio.mapcounts]
    found = {"f": folio.label, "order": folio.order, "kind": kind, "mapped": folio.mapped}
    return found | {"levels": list(folio.levels), "mapcounts": counts}


def lines(pid: int, vmas: tuple[Vma, ...]) -> Iterator[str]:
    """Yield a look at a process as text: each VMA that has memory, and below it its large folios."""
    large = {folio.label for vma in vmas for folio in vma.folios}
    rss = sum(vma.area.kb.get("Rss", 0) for vma in vmas)
    small = sum(vma.small for vma in vmas)
    areas, folios = counted(len(vmas), "VMA"), counted(len(large), "large folio")
    yield f"process {pid}: {areas}, Rss {rss} kB, {folios}, {counted(small, 'small page')}"
    for vma in vmas:
        area = vma.area
        if not area.kb.get("Rss"):
            continue
        sizes = f"Rss {area.kb['Rss']}  Pss {area.kb['Pss']} kB  {vma.small} small"
        yield f"{area.start * PAGE:x}-{area.end * PAGE:x} {area.perm}  {sizes}  {area.path}".rstrip()
        for folio in vma.folios:
            yield f"    {words(folio)}"


def words(folio: Folio) -> str:
    """Return a folio as one line of text."""
    counts = ", ".join(f"{pages} by {count}" for count, pages in folio.mapcounts)
    kind, size = "anon" if folio.anon else "file", 1 << folio.order
    how = "+".join(folio.levels)
    here = f"{folio.mapped} of {counted(size, 'page')} mapped here ({how})"
    return f"{folio.label:<5} order {folio.order} {kind}  {here}; mapped {counts}"
