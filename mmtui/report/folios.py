"""A folio in lines: the truth for every page, directly above it what the scheme's counters say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mmtui.books import Spoken
from mmtui.counted import counted
from mmtui.fault import SchemeBroke
from mmtui.guarded import asked
from mmtui.model.counters import Counter, Per
from mmtui.model.folio import Folio
from mmtui.model.references import cached
from mmtui.model.truth import Truth
from mmtui.moment import Moment
from mmtui.report.holders import held_words
from mmtui.report.known import known_truth
from mmtui.report.pages import cell_lines, false_counts, run_lines
from mmtui.report.places import place_role, place_text
from mmtui.report.tables import Spot
from mmtui.report.text import Line, Role, Span, flowed, line
from mmtui.scheme import Question

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
    held: tuple[str, ...] = ()
    """Who holds it beside those who map it."""


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
        known_truth(moment.world, folio),
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
        held_words(moment.world, folio, {} if folio.anon else cached(moment.world)),
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
    pages = counted(folio.nr_pages, "page")
    size = ", PMD-sized" if folio.nr_pages == pages_per_pmd else ""
    return f"{folio}   {kind}, order {folio.order}, {pages}{size}"


def folio_lines(now: FolioView, was: FolioView, width: int, spot: Spot | None = None) -> list[Line]:
    """Return the pages of a folio and its counters; what changed is marked, a false claim has a ``!``."""
    few = now.folio.nr_pages < MANY
    lines = cell_lines(now, was, width, spot) if few else run_lines(now, was, width, spot)
    says = [] if now.problem else list(_says_lines(now))
    if not few:  # the runs may be many, and what is false must not be below them
        lines = [text for text in says if _is_false(text)] + false_counts(now) + lines
        says = [text for text in says if not _is_false(text)]
    lines += _held_lines(now, was) + _counter_lines(now, was) + says
    broken = [line(Span(f"! {now.problem}", Role.WRONG))] if now.problem else []
    return [piece for text in (*broken, *lines) for piece in flowed(text, width)]


def _is_false(text: Line) -> bool:
    return text[0].role is Role.WRONG


QUEUE = "(the deferred split queue: split when memory is short)"
"""What it means that a folio is queued, wherever it is said."""

NEVER_QUEUED = "a folio of a file is never queued for that"


def never_queued(view: FolioView) -> bool:
    """Return whether a folio is partly mapped, and of a file: no kernel queues it, so no scheme errs."""
    return view.truth.partly_mapped and not view.folio.anon and not view.spoken.queued


# -- the folio as a whole


def _counter_lines(now: FolioView, was: FolioView) -> list[Line]:
    lines = []
    for (counter, value), (_, before) in zip(now.per_folio, was.per_folio, strict=True):
        changed = value != before
        old = f", was {counter.stored(before)}" if changed else ""
        shown = f"{stored_text(counter, value)}{old}"
        role = Role.CHANGED if changed else Role.PLAIN
        place = place_text(counter)
        spans = [Span(f"{'~' if changed else ' '} {counter.name:<20} {shown:<13}", role)]
        spans += [Span("  "), Span(place, place_role(counter))] if place else []
        lines.append(tuple(spans))
    return lines


def _held_lines(now: FolioView, was: FolioView) -> list[Line]:
    new = Span("~ ", Role.CHANGED)
    return [line("  " if words in was.held else new, Span(words, Role.TRUTH)) for words in now.held]


def stored_text(counter: Counter, value: int) -> str:
    """Return a logical value as it is stored; what it means in brackets, where that is something else.

    Large numbers hold flags beside a count, so they are shown as hexadecimal ones, too.

    >>> stored_text(Counter(bias=-1), 1), stored_text(Counter(), 0x800002)
    ('0 (1)', '0x800002')
    """
    stored = counter.stored(value)
    text = f"{stored:#x}" if stored >= _FLAGS else str(stored)
    return f"{text} ({value})" if counter.bias else text


_FLAGS = 1 << 16


def memory_text(view: FolioView) -> str:
    """Return how much memory the counters of a folio take.

    A flag is a bit of a word that is there anyway, so bits are told as such.
    """
    counters = [counter for counter, _ in (*view.per_page, *view.per_folio)]
    size, bits = divmod(round(8 * sum(counter.bytes_in(view.folio) for counter in counters)), 8)
    flags = f" and {bits} bit{'s' if bits > 1 else ''}" if bits else ""
    return f"counters of {view.folio} take {size:,} bytes{flags}"


def _says_lines(now: FolioView) -> Iterator[Line]:
    truth = now.truth
    yield _says_line("is it mapped?", now.mapped, truth.mapped)
    yield _says_line("by more than one process?", now.shared, truth.shared)
    yield _says_line("entries that map it", now.entries, truth.entries)
    if never_queued(now):
        yield line(f"  {'partly mapped':<26}", Span(NEVER_QUEUED, Role.DIM))
    elif now.spoken.queued or truth.partly_mapped:
        said = _says_line("queued as partly mapped?", now.spoken.queued, truth.partly_mapped)
        yield (*said, Span(f"   {QUEUE}", Role.DIM))


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
