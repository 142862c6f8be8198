"""What is known of each page of a region, in the same words for the model and for a kernel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from mmtui.live.states import Record

Row: TypeAlias = Sequence[Any]
"""A run of a map record."""
CANNOT_TELL = "?"
_SIZE, _LABEL, _FIRST, _LEVEL, _ENTRY, _PAGEMAP, _COUNT, _FLAGS = range(1, 9)


class Cell(NamedTuple):
    """A page that something stands for in the page table."""

    kind: str
    """``folio``, ``zero``, ``guard`` or ``moved``: swapped out, or on its way; ``mixed`` where the real
    pages that stand for it are not alike."""
    label: str = ""
    page: int = 0
    """Of its folio."""
    level: str = "pte"
    writable: str = "-"
    """w, - or n (PROT_NONE); "?" where that is not shown."""
    exclusive: bool = False
    """pagemap says: mapped once only."""
    mapcount: int = 0
    """/proc/kpagecount."""

    @property
    def small(self) -> bool:
        return self.label.startswith("s")

    def follows(self, before: Cell | None) -> bool:
        """Tell whether this is the next page of the same run."""
        if before is None or not self.resembles(before):
            return False
        if self.kind == "folio" and self.small:
            return self._serial == before._serial + 1
        return True

    def resembles(self, before: Cell) -> bool:
        """Tell whether this is the next page of the same large folio, or another small one, told of alike."""
        if self.kind != before.kind or self.kind == "mixed":
            return False
        if self.kind == "folio" and not self.small and self.page != before.page + 1:
            return False
        return self.small == before.small and self._look(self.small) == before._look(self.small)

    @property
    def _serial(self) -> int:
        return int(self.label[1:].rstrip("'"))

    def _look(self, small: bool) -> tuple[object, ...]:
        return ("" if small else self.label, self.level, self.writable, self.exclusive, self.mapcount)


Cells: TypeAlias = dict[tuple[str, str], dict[int, Cell]]
"""By process and region, then by page of the region."""


def cells(records: Sequence[Record], *, by: int = 1, shown: bool = True) -> Cells:
    """Return what the map records of one moment say; ``by`` real pages are one of ours.

    ``shown`` says whether an entry tells that it is writable.  If it does not, a VMA that may not be
    written to still tells that it is not.
    """
    perms = () if shown else tuple(record for record in records if record["t"] == "vma")
    found: Cells = {}
    for record in records:
        if record["t"] == "map":
            place = record["p"], record["r"]
            writable = _writable_pages([vma for vma in perms if (vma["p"], vma["r"]) == place])
            pages = {page: cell for row in record["runs"] for page, cell in _of_row(row, writable, shown)}
            found[place] = pages if by == 1 else _gathered(pages, by)
    return found


def _writable_pages(vmas: Sequence[Record]) -> Mapping[int, bool]:
    return {page: "w" in vma["perm"] for vma in vmas for page in range(vma["s"], vma["e"])}


def _of_row(row: Row, writable: Mapping[int, bool], shown: bool) -> Iterator[tuple[int, Cell]]:
    start, size, label, first = row[:_LEVEL]
    kind = _kind(row)
    for at in range(size):
        mark = _mark(row[_ENTRY], shown or not writable.get(start + at, True))
        name, page = label or "", first + at
        if name.startswith("s"):
            name, page = f"s{int(name[1:]) + at * (kind != 'zero')}", 0
        alone, count = "x" in row[_PAGEMAP], row[_COUNT]
        yield start + at, Cell(kind, name, page, row[_LEVEL], mark, alone, count)


def _kind(row: Row) -> str:
    if row[_LABEL] is None:
        return "guard" if "g" in row[_PAGEMAP] else "moved"
    return "zero" if len(row) > _FLAGS and "zero" in row[_FLAGS] else "folio"


def _mark(entry: str, known: bool) -> str:
    if "n" in entry:
        return "n"
    return ("w" if "w" in entry else "-") if known else CANNOT_TELL


def _gathered(pages: Mapping[int, Cell], by: int) -> dict[int, Cell]:
    """Return one cell for every ``by`` pages that are all alike, or are a page of a large folio together."""
    return {
        at: _one([pages.get(page) for page in range(at * by, (at + 1) * by)], by)
        for at in dict.fromkeys(page // by for page in pages)
    }


def _one(parts: Sequence[Cell | None], by: int) -> Cell:
    there = [part for part in parts if part is not None]
    first = there[0]
    alike = len(there) == by and all(b.resembles(a) for a, b in pairwise(there))
    if not alike or (first.kind == "folio" and not first.small and first.page % by):
        return Cell("mixed", label=_counted(there, by))
    return first._replace(page=first.page // by)


def _counted(there: Sequence[Cell], by: int) -> str:
    return f"{len(there)} of {by} mapped" if len(there) < by else f"{by} pages, not alike"
