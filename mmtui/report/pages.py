"""The pages of a folio in lines: one cell for each page, or runs of pages for which nothing differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mmtui.model.folio import Folio
from mmtui.model.truth import runs_of
from mmtui.report.places import place_role, place_text
from mmtui.report.tables import Spot
from mmtui.report.text import Line, Role, Span, line, pages_text

if TYPE_CHECKING:
    from mmtui.report.folios import FolioView

_LABEL = 10
_CELL = 4
_NOTE = 18


def false_counts(now: FolioView) -> list[Line]:
    """Return a line that says for which pages the scheme's count is false, if for any."""
    if now.counts is None:
        return []
    runs = runs_of(int(count != true) for count, true in zip(now.counts, now.truth.pages, strict=True))
    false = [run for run in runs if run.value]
    if not false:
        return []
    pages = ", ".join(pages_text(run.start, run.length) for run in false[:3])
    more = f" and {len(false) - 3} more runs" if len(false) > 3 else ""
    return [line(Span(f"! count is false for pages {pages}{more}", Role.WRONG))]


# -- one cell for each page


def cell_lines(now: FolioView, was: FolioView, width: int, spot: Spot | None) -> list[Line]:
    """Return a row for each value, as many pages in it as fit."""
    label = max(_LABEL, *(len(counter.name) + 2 for counter, _ in now.per_page), 0)
    room = max(1, (width - label - _NOTE) // _CELL)
    across = min(now.folio.nr_pages, 1 << room.bit_length() - 1)
    lines: list[Line] = []
    for first in range(0, now.folio.nr_pages, across):
        pages = range(first, min(first + across, now.folio.nr_pages))
        lines += _block(now, was, pages, label, width, spot)
    return lines


def _block(
    now: FolioView, was: FolioView, pages: range, label: int, width: int, spot: Spot | None
) -> Iterator[Line]:
    yield _page_row(now.folio, pages, label, spot)
    rows = _columns(now, was)
    for row in rows:
        cells = [span for page in pages for span in row.cell(now, page, _CELL, Spot(now.folio, page))]
        used = label + _CELL * len(pages) + 2
        yield line(
            row.name.ljust(label), *cells, Span("  "), Span(row.noted(pages, width - used), row.placed)
        )
        if row is rows[0]:
            yield from _cannot_count(now, label)


def _page_row(folio: Folio, pages: range, label: int, spot: Spot | None) -> Line:
    cells = []
    for page in pages:
        here = Spot(folio, page)
        text = str(page)
        cells.append(Span(" " * (_CELL - len(text)), Role.HEAD, here))
        cells.append(Span(text, Role.CURSOR if spot == here else Role.DIM if page else Role.HEAD, here))
    note = "  page 0 is the head" if 0 in pages and folio.large else ""
    return line(Span("page".ljust(label), Role.HEAD), *cells, Span(note, Role.DIM))


class _Column(NamedTuple):
    # one value for each page, now and before the last operation
    name: str
    note: str
    now: Sequence[int]
    was: Sequence[int]
    role: Role
    placed: Role = Role.DIM
    """How the note is shown: fields of head and tail pages are told apart."""

    def cell(self, view: FolioView, page: int, width: int, about: Spot) -> tuple[Span, Span]:
        value = self.now[page]
        false = self.name == "count" and value != view.truth.pages[page]
        mark = "!" if false else "~" if value != self.was[page] else ""
        shown = Role.WRONG if false else Role.CHANGED if mark else self.role
        text = f"{mark}{value}"
        return Span(" " * (width - len(text)), Role.PLAIN, about), Span(text, shown, about)

    def noted(self, pages: range, room: int) -> str:
        """Return what the row is and what it was, as much of it as there is room for."""
        old = self.old(pages)
        short = self.note.partition(",")[0]
        bare = short.removeprefix("stored in ")
        forms = [f"{self.note}{old}", f"{short}{old}", f"{bare}{old}", old.removeprefix(", ")]
        return next((form for form in forms if len(form) <= room), "")

    def old(self, pages: range) -> str:
        """Return the value before the operation, if all that changed had the same."""
        olds = {self.was[page] for page in pages if self.now[page] != self.was[page]}
        return f", was {olds.pop()}" if len(olds) == 1 else ""


def _columns(now: FolioView, was: FolioView) -> list[_Column]:
    # the truth first, and directly after it what the scheme says
    columns = [_Column("mapped by", "truth", now.truth.pages, was.truth.pages, Role.TRUTH)]
    if now.counts is not None:
        columns.append(_Column("count", "scheme", now.counts, was.counts or now.counts, Role.BELIEF))
    for (counter, stored), (_, before) in zip(now.per_page, was.per_page, strict=True):
        note = f"stored in {place_text(counter).replace(', ', ', the ')}" if now.folio.large else "stored"
        columns.append(_Column(counter.name, note, stored, before, Role.DIM, place_role(counter)))
    return columns


# -- runs of equal pages


def run_lines(now: FolioView, was: FolioView, width: int, spot: Spot | None) -> list[Line]:
    """Return a table of runs of equal pages; columns that do not fit make another one."""
    columns = _columns(now, was)
    keys = list(zip(*(c.now for c in columns), *(c.was for c in columns), strict=True))
    numbers = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    runs = runs_of([numbers[key] for key in keys])
    wide = max(13, *(len(column.name) + 3 for column in columns))
    across = max(1, (width - _LABEL) // wide)
    lines: list[Line] = []
    for first in range(0, len(columns), across):
        part = columns[first : first + across]
        names = "".join(column.name.ljust(wide) for column in part)
        lines.append(line(Span("pages".ljust(_LABEL) + names, Role.HEAD)))
        lines.append(line(" " * _LABEL, *(span for column in part for span in _headed(column, wide))))
        lines += [_run_line(run.start, run.length, part, now, wide, spot) for run in runs]
    return [*lines, *_cannot_count(now, _LABEL)]


def _headed(column: _Column, wide: int) -> tuple[Span, Span]:
    short = column.note.partition(",")[0]
    note = short if len(short) < wide else short.removeprefix("stored in ")
    return Span(note, column.placed), Span(" " * (wide - len(note)))


def _run_line(
    start: int, length: int, columns: Sequence[_Column], now: FolioView, wide: int, spot: Spot | None
) -> Line:
    lit = spot is not None and spot.folio == now.folio and start <= spot.page < start + length
    about = spot if spot is not None and lit else Spot(now.folio, start)
    label = f"[{pages_text(start, length)}]"
    spans = [Span(label, Role.CURSOR if lit else Role.PLAIN, about), Span(" " * (_LABEL - len(label)))]
    for column in columns:
        old = f" was {column.was[start]}" if column.now[start] != column.was[start] else ""
        spans += [*column.cell(now, start, _CELL, about), Span(f"{old:<{wide - _CELL}}", Role.DIM)]
    return tuple(spans)


def _cannot_count(now: FolioView, label: int) -> Iterator[Line]:
    # where a scheme cannot count one page there is nothing to stand below the truth, and that is said
    if now.counts is None and not now.problem:
        yield line("count".ljust(label), Span("  the scheme cannot say it of one page", Role.BELIEF))
