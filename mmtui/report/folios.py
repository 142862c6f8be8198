"""A folio in lines: the truth for every page, directly above it what the scheme's counters say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mmtui.books import Spoken
from mmtui.fault import SchemeBroke
from mmtui.guarded import asked
from mmtui.model.counters import Counter, Per
from mmtui.model.folio import Folio
from mmtui.model.truth import Truth, runs_of, truth_of
from mmtui.moment import Moment
from mmtui.report.tables import Spot
from mmtui.report.text import Line, Role, Span, flowed, line, pages_text
from mmtui.scheme import Question

_LABEL = 10
_CELL = 4
_NOTE = 15
MANY = 32
"""From this many pages on, a folio is shown as runs of equal pages."""


@dataclass(frozen=True, slots=True)
class FolioView:
    """Everything that is shown of one folio at one moment."""

    folio: Folio
    truth: Truth
    counts: tuple[int, ...] | None
    """What the scheme says is each page's mapcount; None where it cannot say."""
    per_page: tuple[tuple[Counter, tuple[int, ...]], ...]
    """Each per-page counter with its stored values."""
    per_folio: tuple[tuple[Counter, int], ...]
    """Each folio-wide counter with its logical value."""
    mapped: int | None
    shared: int | None
    entries: int | None
    spoken: Spoken
    problem: str = ""
    """How the scheme broke while it was asked."""


def folio_view(moment: Moment, folio: Folio) -> FolioView:
    """Return what is true of a folio and what the scheme keeps and says."""
    problem = ""
    try:
        answers = asked(moment, lambda: _asked(moment, folio))
    except SchemeBroke as broke:
        problem, answers = str(broke), (None, None, None, None)
    counters = moment.scheme.counters_of(folio)
    books = moment.books
    return FolioView(
        folio,
        truth_of(moment.world, folio),
        answers[0],
        tuple(
            (c, tuple(c.stored(value) for value in books.values(c, folio)))
            for c in counters
            if c.per is Per.PAGE
        ),
        tuple((c, books.value(c, folio)) for c in counters if c.per is Per.FOLIO),
        *answers[1:],
        books.spoken.get(folio.number, Spoken()),
        problem or str(moment.fault or ""),
    )


def _asked(moment: Moment, folio: Folio) -> tuple[tuple[int, ...] | None, int | None, int | None, int | None]:
    counts: list[int] = []
    for page in folio.pages:
        answer = moment.ask(Question.PAGE_MAPCOUNT, folio, page)
        if answer is None:
            break
        counts.append(answer)
    return (
        tuple(counts) if len(counts) == folio.nr_pages else None,
        moment.ask(Question.MAPPED, folio),
        moment.ask(Question.SHARED, folio),
        moment.ask(Question.FOLIO_MAPCOUNT, folio),
    )


def folio_title(folio: Folio, pages_per_pmd: int) -> str:
    """Return what kind of folio it is, in a few words."""
    kind = "anon" if folio.anon else "file"
    pages = "1 page" if not folio.large else f"{folio.nr_pages} pages"
    size = ", PMD-sized" if folio.nr_pages == pages_per_pmd else ""
    return f"{folio}   {kind}, order {folio.order}, {pages}{size}"


def folio_lines(now: FolioView, was: FolioView, width: int, spot: Spot | None = None) -> list[Line]:
    """Return the pages of a folio and its counters; what changed is marked, a false claim has a ``!``."""
    few = now.folio.nr_pages < MANY
    lines = _cell_lines(now, was, width, spot) if few else _run_lines(now, was, width, spot)
    says = [] if now.problem else list(_says_lines(now))
    if not few:  # the runs may be many, and what is false must not be below them
        lines = [text for text in says if _is_false(text)] + _false_counts(now) + lines
        says = [text for text in says if not _is_false(text)]
    lines += _counter_lines(now, was) + says
    broken = [line(Span(f"! {now.problem}", Role.WRONG))] if now.problem else []
    return [piece for text in (*broken, *lines) for piece in flowed(text, width)]


def _is_false(text: Line) -> bool:
    return text[0].role is Role.WRONG


def _false_counts(now: FolioView) -> list[Line]:
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


def _cell_lines(now: FolioView, was: FolioView, width: int, spot: Spot | None) -> list[Line]:
    label = max(_LABEL, *(len(counter.name) + 2 for counter, _ in now.per_page), 0)
    room = max(1, (width - label - _NOTE) // _CELL)
    across = min(now.folio.nr_pages, 1 << room.bit_length() - 1)
    lines: list[Line] = []
    for first in range(0, now.folio.nr_pages, across):
        lines += _block(now, was, range(first, min(first + across, now.folio.nr_pages)), label, spot)
    return lines


def _block(now: FolioView, was: FolioView, pages: range, label: int, spot: Spot | None) -> Iterator[Line]:
    yield _page_row(now.folio, pages, label, spot)
    rows = [_Column("mapped by", "truth", now.truth.pages, was.truth.pages, Role.TRUTH)]
    if now.counts is not None:
        rows.append(_Column("count", "scheme", now.counts, was.counts or now.counts, Role.BELIEF))
    for (counter, stored), (_, before) in zip(now.per_page, was.per_page, strict=True):
        rows.append(_Column(counter.name, "stored", stored, before, Role.DIM))
    for row in rows:
        cells = [span for page in pages for span in row.cell(now, page, _CELL, Spot(now.folio, page))]
        yield line(row.name.ljust(label), *cells, Span(f"  {row.note}{row.old(pages)}", Role.DIM))
        if row is rows[0]:
            yield from _cannot_count(now, label)


def _page_row(folio: Folio, pages: range, label: int, spot: Spot | None) -> Line:
    cells = []
    for page in pages:
        here = Spot(folio, page)
        text = str(page)
        cells.append(Span(" " * (_CELL - len(text)), Role.HEAD, here))
        cells.append(Span(text, Role.CURSOR if spot == here else Role.HEAD, here))
    return line(Span("page".ljust(label), Role.HEAD), *cells)


class _Column(NamedTuple):
    # one value for each page, now and before the last operation
    name: str
    note: str
    now: Sequence[int]
    was: Sequence[int]
    role: Role

    def cell(self, view: FolioView, page: int, width: int, about: Spot) -> tuple[Span, Span]:
        value = self.now[page]
        false = self.name == "count" and value != view.truth.pages[page]
        mark = "!" if false else "~" if value != self.was[page] else ""
        shown = Role.WRONG if false else Role.CHANGED if mark else self.role
        text = f"{mark}{value}"
        return Span(" " * (width - len(text)), Role.PLAIN, about), Span(text, shown, about)

    def old(self, pages: range) -> str:
        """Return the value before the operation, if all that changed had the same."""
        olds = {self.was[page] for page in pages if self.now[page] != self.was[page]}
        return f", was {olds.pop()}" if len(olds) == 1 else ""


# -- runs of equal pages


def _run_lines(now: FolioView, was: FolioView, width: int, spot: Spot | None) -> list[Line]:
    """Return a table of runs of equal pages; columns that do not fit make another one."""
    columns = [_Column("mapped by", "truth", now.truth.pages, was.truth.pages, Role.TRUTH)]
    if now.counts is not None:
        columns.append(_Column("count", "scheme", now.counts, was.counts or now.counts, Role.BELIEF))
    for (counter, stored), (_, before) in zip(now.per_page, was.per_page, strict=True):
        columns.append(_Column(counter.name, "stored", stored, before, Role.DIM))
    keys = list(zip(*(c.now for c in columns), *(c.was for c in columns), strict=True))
    numbers = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    runs = runs_of([numbers[key] for key in keys])
    wide = max(13, *(len(column.name) + 3 for column in columns))
    across = max(1, (width - _LABEL) // wide)
    lines: list[Line] = []
    for first in range(0, len(columns), across):
        part = columns[first : first + across]
        names = "".join(column.name.ljust(wide) for column in part)
        notes = "".join(column.note.ljust(wide) for column in part)
        lines.append(line(Span("pages".ljust(_LABEL) + names, Role.HEAD)))
        lines.append(line(Span(" " * _LABEL + notes, Role.DIM)))
        lines += [_run_line(run.start, run.length, part, now, wide, spot) for run in runs]
    return [*lines, *_cannot_count(now, _LABEL)]


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


# -- the folio as a whole


def _counter_lines(now: FolioView, was: FolioView) -> list[Line]:
    lines = []
    for (counter, value), (_, before) in zip(now.per_folio, was.per_folio, strict=True):
        changed = value != before
        shown = f"{counter.stored(value)}" + (f" ({value})" if counter.bias else "")
        old = f"  was {counter.stored(before)}" if changed else ""
        role = Role.CHANGED if changed else Role.PLAIN
        lines.append(line(Span(f"{'~' if changed else ' '} {counter.name:<20} {shown:<10}{old}", role)))
    return lines


def _says_lines(now: FolioView) -> Iterator[Line]:
    truth = now.truth
    yield _says_line("is it mapped?", now.mapped, truth.mapped)
    yield _says_line("by more than one process?", now.shared, truth.shared)
    yield _says_line("entries that map it", now.entries, truth.entries)
    if now.spoken.queued or truth.partly_mapped:  # a queue is a memory: no lie if it is not so any more
        yield line(
            f"  {'queued as partly mapped?':<26}",
            Span(f"says {_yes(now.spoken.queued):<12}", Role.BELIEF),
            Span(f"truth {_yes(truth.partly_mapped)}", Role.TRUTH),
        )


def _says_line(text: str, said: int | None, true: int | bool) -> Line:
    answer = "cannot say" if said is None else _yes(bool(said)) if isinstance(true, bool) else str(said)
    false = said is not None and said != true
    truth = _yes(true) if isinstance(true, bool) else str(true)
    return line(
        Span(f"{'!' if false else ' '} {text:<26}", Role.WRONG if false else Role.PLAIN),
        Span(f"says {answer:<12}", Role.WRONG if false else Role.BELIEF),
        Span(f"truth {truth}", Role.TRUTH),
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"
