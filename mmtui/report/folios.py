"""A folio in lines: the truth for every page, directly above it what the scheme's counters say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmtui.fault import SchemeBroke
from mmtui.ledger import Spoken
from mmtui.model.counters import Counter, Per
from mmtui.model.folio import Folio
from mmtui.model.truth import Truth, runs_of, truth_of
from mmtui.moment import Moment
from mmtui.report.tables import Spot
from mmtui.report.text import Line, Role, Span, fitted, line, pages_text
from mmtui.scheme import Question

_LABEL = 11
_CELL = 4
_NOTE = 8
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
        asked = _asked(moment, folio)
    except SchemeBroke as broke:
        problem, asked = str(broke), (None, None, None, None)
    counters = moment.scheme.counters()
    books = moment.books
    return FolioView(
        folio,
        truth_of(moment.world, folio),
        asked[0],
        tuple(
            (c, tuple(c.stored(value) for value in books.values(c, folio))) for c in counters if c.per is Per.PAGE
        ),
        tuple((c, books.value(c, folio)) for c in counters if c.per is Per.FOLIO),
        *asked[1:],
        books.spoken.get(folio.number, Spoken()),
        problem or str(moment.fault or ""),
    )


def _asked(
    moment: Moment, folio: Folio
) -> tuple[tuple[int, ...] | None, int | None, int | None, int | None]:
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
    lines = _cell_lines(now, was, width, spot) if few else _run_lines(now, was, spot)
    lines += _counter_lines(now, was)
    lines += _says_lines(now)
    return [fitted(text, width) for text in lines]


# -- one cell for each page


def _cell_lines(now: FolioView, was: FolioView, width: int, spot: Spot | None) -> list[Line]:
    room = max(1, (width - _LABEL - _NOTE) // _CELL)
    across = min(now.folio.nr_pages, 1 << room.bit_length() - 1)
    lines: list[Line] = []
    for first in range(0, now.folio.nr_pages, across):
        lines += _block(now, was, range(first, min(first + across, now.folio.nr_pages)), spot)
    return lines


def _block(now: FolioView, was: FolioView, pages: range, spot: Spot | None) -> list[Line]:
    rows = [_page_row(now.folio, pages, spot)]
    rows.append(_row("mapped by", now.truth.pages, was.truth.pages, pages, Role.TRUTH, "truth"))
    if now.counts is not None:
        false = [count != true for count, true in zip(now.counts, now.truth.pages, strict=True)]
        rows.append(_row("count", now.counts, was.counts or now.counts, pages, Role.BELIEF, "scheme", false))
    for (counter, stored), (_, before) in zip(now.per_page, was.per_page, strict=True):
        rows.append(_row(counter.name, stored, before, pages, Role.DIM, "stored"))
    return rows


def _page_row(folio: Folio, pages: range, spot: Spot | None) -> Line:
    cells = [
        Span(f"{page:>{_CELL}}", Role.CURSOR if spot == Spot(folio, page) else Role.HEAD) for page in pages
    ]
    return line(Span(f"{'page':<{_LABEL}}", Role.HEAD), *cells)


def _row(
    label: str,
    now: Sequence[int],
    was: Sequence[int],
    pages: range,
    role: Role,
    note: str,
    false: Sequence[bool] = (),
) -> Line:
    cells = []
    for page in pages:
        mark = "!" if false and false[page] else "~" if now[page] != was[page] else ""
        shown = Role.WRONG if mark == "!" else Role.CHANGED if mark else role
        cells.append(Span(f"{mark + str(now[page]):>{_CELL}}", shown))
    return line(f"{label:<{_LABEL}}", *cells, Span(f"  {note}", Role.DIM))


# -- runs of equal pages


def _run_lines(now: FolioView, was: FolioView, spot: Spot | None) -> list[Line]:
    """Return a table of the runs of pages for which nothing differs."""
    columns = [("mapped by", now.truth.pages, was.truth.pages, Role.TRUTH)]
    if now.counts is not None:
        columns.append(("count", now.counts, was.counts or now.counts, Role.BELIEF))
    for (counter, stored), (_, before) in zip(now.per_page, was.per_page, strict=True):
        columns.append((counter.name, stored, before, Role.DIM))
    head = line(Span(f"{'pages':<{_LABEL}}", Role.HEAD), *(Span(f"{c[0]:>12}", Role.HEAD) for c in columns))
    notes = ["truth", *(["scheme"] if now.counts is not None else []), *("stored" for _ in now.per_page)]
    under = line(" " * _LABEL, *(Span(f"{note:>12}", Role.DIM) for note in notes))
    keys = list(zip(*(column[1] for column in columns), *(column[2] for column in columns), strict=True))
    numbers = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    runs = runs_of([numbers[key] for key in keys])
    return [head, under, *(_run_line(run.start, run.length, columns, now, spot) for run in runs)]


def _run_line(
    start: int,
    length: int,
    columns: Sequence[tuple[str, Sequence[int], Sequence[int], Role]],
    now: FolioView,
    spot: Spot | None,
) -> Line:
    lit = spot is not None and spot.folio == now.folio and start <= spot.page < start + length
    spans = [Span(f"[{pages_text(start, length)}]".ljust(_LABEL), Role.CURSOR if lit else Role.PLAIN)]
    for name, values, before, role in columns:
        false = name == "count" and values[start] != now.truth.pages[start]
        mark = "!" if false else "~" if values[start] != before[start] else ""
        shown = Role.WRONG if false else Role.CHANGED if mark else role
        spans.append(Span(f"{mark + str(values[start]):>12}", shown))
    return tuple(spans)


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


def _says_lines(now: FolioView) -> list[Line]:
    truth = now.truth
    if now.problem:
        return [line(Span(f"! {now.problem}", Role.WRONG))]
    rows = (
        ("is it mapped?", now.mapped, truth.mapped),
        ("by more than one process?", now.shared, truth.shared),
        ("entries that map it", now.entries, truth.entries),
    )
    lines = [_says_line(text, said, true) for text, said, true in rows]
    if now.spoken.queued or truth.partly_mapped:
        queued = "queued as partly mapped" if now.spoken.queued else "not queued as partly mapped"
        lines.append(line(Span(f"  {queued}", Role.BELIEF), Span(f"   truth: {_yes(truth.partly_mapped)}", Role.TRUTH)))
    return lines


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
