"""The model beside a kernel, page by page of a scenario: what both say, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mmtui.live.cells import CANNOT_TELL, Cell, Cells
from mmtui.recording.names import Names


class Side(NamedTuple):
    """One moment of one side."""

    cells: Cells
    gone: tuple[str, ...] = ()
    """Folios that went with the last operation."""


class Row(NamedTuple):
    """A run of pages on which both say the same of each page."""

    start: int
    end: int
    """Half open."""
    model: Cell | None
    kernel: Cell | None
    """Its folio by the label that the model has for it."""
    last: tuple[Cell | None, Cell | None]
    """The cells of the last page of the run."""
    differs: tuple[str, ...]


class Beside(NamedTuple):
    """A region of a process."""

    process: str
    region: str
    rows: tuple[Row, ...]


def beside(model: Sequence[Side], kernel: Sequence[Side]) -> tuple[Beside, ...]:
    """Return the last moment of both, region by region.

    The moments before are looked at for the names: folios that are first seen in the same place are the same.
    """
    names = Names()
    for mine, other in zip(model, kernel, strict=True):
        _meet(mine.cells, other.cells, names)
        for label in other.gone:
            names.forget(label)
    ours, theirs = model[-1].cells, kernel[-1].cells
    places = dict.fromkeys((*ours, *theirs))
    return tuple(
        Beside(*place, tuple(_rows(ours.get(place, {}), theirs.get(place, {}), names))) for place in places
    )


def _meet(ours: Cells, theirs: Cells, names: Names) -> None:
    for place in ours.keys() & theirs.keys():
        for page in sorted(ours[place].keys() & theirs[place].keys()):
            mine, other = ours[place][page], theirs[place][page]
            if mine.kind == other.kind == "folio" and mine.small == other.small:
                names.same(other.label, mine.label)


def _rows(ours: dict[int, Cell], theirs: dict[int, Cell], names: Names) -> Iterator[Row]:
    row: Row | None = None
    for page in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(page), _named(theirs.get(page), names)
        differs = tuple(_differs(mine, other))
        if row and row.end == page and row.differs == differs and _follows((mine, other), row):
            row = row._replace(end=page + 1, last=(mine, other))
            continue
        if row:
            yield row
        row = Row(page, page + 1, mine, other, (mine, other), differs)
    if row:
        yield row


def _named(cell: Cell | None, names: Names) -> Cell | None:
    if cell is None or cell.kind != "folio":
        return cell
    return cell._replace(label=names.of(cell.label) if names.met(cell.label) else f"{cell.label}'")


def _follows(cells: tuple[Cell | None, Cell | None], row: Row) -> bool:
    # where the kernel says the same, it matters not that of some pages it says less
    pairs = zip(cells, row.last, strict=True) if row.differs else ((cells[0], row.last[0]),)
    return all(cell.follows(before) if cell is not None else before is None for cell, before in pairs)


def _differs(mine: Cell | None, other: Cell | None) -> Iterator[str]:
    """Yield what differs, in a word each."""
    if mine is None or other is None:
        if mine is not other:
            yield "present"
        return
    if (mine.kind, mine.label, mine.page) != (other.kind, other.label, other.page) and not (
        mine.kind == other.kind == "zero"
    ):
        yield "folio"
    if other.kind == "mixed":
        return
    if CANNOT_TELL not in (mine.level, other.level) and mine.level != other.level:
        yield "level"
    if CANNOT_TELL not in (mine.writable, other.writable) and mine.writable != other.writable:
        yield "writable"
    if mine.exclusive != other.exclusive:
        yield "exclusive"
    if mine.mapcount != other.mapcount:
        yield "kpagecount"
