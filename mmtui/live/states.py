"""The processes of a script as records with the keys of the recordings; what cannot be seen is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from mmtui.kernel.results import Result
from mmtui.kernel.words import SLOT
from mmtui.live.frames import Frame, Frames
from mmtui.live.labels import Key, Labels
from mmtui.live.machine import build
from mmtui.live.memory import BASE, Region
from mmtui.live.performer import Performer
from mmtui.live.proc import Area, Entry, areas, entries
from mmtui.model.ops import Op

Record: TypeAlias = dict[str, Any]
SCHEMA = 1
_ALWAYS = ("Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty")
_OTHERS = ("Anonymous", "LazyFree", "AnonHugePages", "ShmemPmdMapped", "Swap", "Locked")
_FLAGS = ("sh", "lo", "ac", "hg", "nh")
_DROPS_CACHE = frozenset(
    {"fpunch", "ftrunc", "fclose", "remove", "fsplit", "splitfolio", "collapse", "pageout"}
)
"""After these a page of a file that nobody maps may be another one than before."""


class Page(NamedTuple):
    """A page of a region as it is shown."""

    label: str
    nr_pages: int
    """Of its folio."""
    first: int
    """Where in its folio it lies."""
    level: str
    letters: str
    pagemap: str
    mapcount: int
    flags: str
    """``zero`` for the zero page and the huge one."""
    anon: bool

    @property
    def look(self) -> tuple[object, ...]:
        return self.level, self.letters, self.pagemap, self.mapcount, self.flags

    def follows(self, before: Page, distance: int) -> bool:
        """Tell whether this is ``distance`` pages behind another one of the same run."""
        if self.look != before.look or self.nr_pages != before.nr_pages:
            return False
        if not self.label:
            return True
        if self.nr_pages > 1:
            return (self.label, self.first) == (before.label, before.first + distance)
        zero = self.flags == "zero"
        return self.label == (before.label if zero else f"s{int(before.label[1:]) + distance}")


class States:
    """Reads the state of all processes of a performer, again and again."""

    def __init__(self, performer: Performer, frames: Frames) -> None:
        self._performer = performer
        self._frames = frames
        self._labels = Labels()

    def begin(self, script: str) -> Record:
        """Return the record that a script begins with."""
        found = build()
        record: Record = {"t": "begin", "schema": SCHEMA, "script": script, "kernel": found.release}
        record |= {"pages_per_pmd": 512, "page_mapcount": found.page_mapcount}
        return record | {"advised": self._performer.advises}

    def after(self, n: int, op: Op, result: Result) -> Iterator[Record]:
        """Yield the step record of an operation, then every region, large folio and VMA, and what is gone."""
        step: Record = {"t": "step", "n": n, "line": op.line, "op": str(op), "rc": result.rc}
        step |= {"err": result.err or 0} | ({"at": result.at} if result.at else {})
        yield step | ({"moved": result.moved} if result.moved is not None else {})
        frame, vmas, large = self._frames.now(), list[Record](), dict[str, Record]()
        for name in self._performer.processes.names():
            maps, mine = self._process(name, frame, large)
            yield from maps
            vmas += mine
        yield from large.values()
        yield from vmas
        for each in self._labels.gone(cached=op.verb not in _DROPS_CACHE):
            yield {"t": "gone", "f": each.label, "kind": "anon" if each.freed else "file"}

    def _process(
        self, name: str, frame: Callable[[int], Frame], large: dict[str, Record]
    ) -> tuple[list[Record], list[Record]]:
        pid, regions = self._performer.processes.pid(name), self._performer.memory.regions[name]
        end = BASE + len(self._performer.memory.slots) * SLOT
        ours = [area for area in areas(pid, end) if area.start >= BASE]
        pages: dict[int, Page] = {}
        for area in ours:
            for at, entry in entries(pid, area).items():
                pages[at] = self._page(area, at, entry, frame)
        for where in regions.values():
            for at in range(BASE + where.start, BASE + where.start + where.pages):
                _note(large, pages.get(at))
        maps = [_map(name, region, where, pages) for region, where in regions.items()]
        placed = [(area, self._region(regions, area)) for area in ours]
        vmas = [_vma(name, area, *region) for area, region in placed if region]
        order = list(regions)
        return maps, sorted(vmas, key=lambda record: (order.index(record["r"]), record["s"]))

    def _region(self, regions: dict[str, Region], area: Area) -> tuple[str, int] | None:
        for name, slot in self._performer.memory.slots.items():
            if slot == (area.start - BASE) // SLOT and name in regions:
                return name, BASE + regions[name].start
        return None

    def _page(self, area: Area, at: int, entry: Entry, frame: Callable[[int], Frame]) -> Page:
        letters = "n" if area.perm.startswith("---") and entry.pfn else "" if entry.pfn else "s"
        if not entry.pfn:
            return Page("", 0, 0, entry.level, letters, entry.letters, 0, "", False)
        found = frame(entry.pfn)
        first = entry.pfn - found.head
        file = "" if found.anon else f"{area.file} {area.offset + at - area.start - first}"
        file = "zero" if found.zero else file
        label = self._labels.of(Key(found.head, found.nr_pages, file))
        flags = "zero" if found.zero else ""
        shown = (entry.level, letters, entry.letters, found.mapcount, flags)
        return Page(label, found.nr_pages, first, *shown, found.anon)


def _note(large: dict[str, Record], page: Page | None) -> None:
    if page is not None and page.nr_pages > 1 and not page.flags:
        order, kind = page.nr_pages.bit_length() - 1, "anon" if page.anon else "file"
        large.setdefault(page.label, {"t": "folio", "f": page.label, "order": order, "kind": kind})


def _map(name: str, region: str, where: Region, pages: dict[int, Page]) -> Record:
    runs: list[list[Any]] = []
    first: Page | None = None
    for at in range(where.pages):
        page = pages.get(BASE + where.start + at)
        if page is None:
            first = None
        elif first is not None and page.follows(first, at - runs[-1][0]):
            runs[-1][1] += 1
        else:
            first = page
            runs.append([at, 1, page.label or None, page.first, *page.look])
    return {"t": "map", "p": name, "r": region, "runs": [run if run[-1] else run[:-1] for run in runs]}


def _vma(name: str, area: Area, region: str, base: int) -> Record:
    record: Record = {"t": "vma", "p": name, "r": region, "s": area.start - base, "e": area.end - base}
    record |= {"perm": area.perm, "off": area.offset if area.file else 0}
    record |= {field: area.kb.get(field, 0) for field in _ALWAYS}
    record |= {field: area.kb[field] for field in _OTHERS if area.kb.get(field)}
    return record | {"vf": ",".join(flag for flag in area.flags if flag in _FLAGS)}
