"""A folio in sentences: what is true of its pages, what the scheme keeps and says, and where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mmtui.model.folio import Folio
from mmtui.model.references import cached
from mmtui.model.truth import runs_of, truths
from mmtui.moment import Moment
from mmtui.report.folios import (
    NEVER_QUEUED,
    QUEUE,
    FolioView,
    folio_title,
    folio_view,
    memory_text,
    never_queued,
)
from mmtui.report.holders import held_words
from mmtui.report.places import place_text
from mmtui.report.text import pages_text


class Small(NamedTuple):
    """What is shown of a small folio."""

    entries: int
    stored: int | None
    """Its ``_mapcount``, if the scheme has one."""
    held: tuple[str, ...] = ()
    """Who holds it beside those who map it."""


def large_views(moment: Moment) -> dict[str, FolioView]:
    """Return every large folio by its label."""
    folios = (folio for folio in moment.world.folios() if folio.large and not folio.zero)
    return {folio.label: folio_view(moment, folio) for folio in folios}


def small_views(moment: Moment) -> dict[int, Small]:
    """Return every small folio by its number: s3 by 3."""
    known, places = truths(moment.world), cached(moment.world)
    small = (folio for folio in moment.world.folios() if not folio.large and not folio.zero)
    return {
        folio.serial: Small(
            known[folio.number].entries if folio.number in known else 0,
            _mapcount(moment, folio),
            held_words(moment.world, folio, places),
        )
        for folio in small
    }


def _mapcount(moment: Moment, folio: Folio) -> int | None:
    for counter in moment.scheme.counters():
        if counter.name == "_mapcount":
            return counter.stored(moment.books.value(counter, folio))
    return None


def folio_sentences(view: FolioView, pages_per_pmd: int) -> Iterator[str]:
    """Yield all that is known of a large folio."""
    yield f"Folio {folio_title(view.folio, pages_per_pmd).replace('   ', ': ', 1)}."
    yield from _page_sentences(view)
    for counter, _ in view.per_page:
        yield f"  {counter.name} is in {place_text(counter)}."
    for counter, value in view.per_folio:
        logical = f" stored, which means {value}" if counter.bias else ""
        place = f", in {place_text(counter)}" if place_text(counter) else ""
        yield f"  {counter.name} is {counter.stored(value)}{logical}{place}."
    yield f"  The {memory_text(view)}."
    yield from (f"  It is {words}." for words in view.held)
    yield from claims(view).values()


def _page_sentences(view: FolioView) -> Iterator[str]:
    counts = view.counts if view.counts is not None else view.truth.pages
    keys = list(zip(view.truth.pages, counts, *(kept for _, kept in view.per_page), strict=True))
    numbers = {key: nr for nr, key in enumerate(dict.fromkeys(keys))}
    for start, length, _ in runs_of([numbers[key] for key in keys]):
        facts = [f"mapped by {view.truth.pages[start]}", *page_claims(view, start)]
        yield f"  {page_words(start, length)}: {', '.join(facts)}."


def page_claims(view: FolioView, page: int) -> Iterator[str]:
    """Yield what the scheme keeps and says of a page."""
    if view.counts is not None:
        said, true = view.counts[page], view.truth.pages[page]
        yield f"the scheme counts {said}{'' if said == true else ', which is wrong'}"
    for counter, stored in view.per_page:
        yield f"{counter.name} {stored[page]}"


def claims(view: FolioView) -> dict[str, str]:
    """Return what the scheme says of the folio as a whole, by what it is about."""
    if view.problem:
        return {"problem": f"  The scheme is broken: {view.problem}."}
    truth = view.truth
    said = {
        "mapped": _claim("Is it mapped?", view.mapped, truth.mapped),
        "shared": _claim("Do several processes map it?", view.shared, truth.shared),
        "entries": _claim("How many entries map it?", view.entries, truth.entries),
    }
    if never_queued(view):
        said["queued"] = f"  It is partly mapped; {NEVER_QUEUED}."
    elif view.spoken.queued or truth.partly_mapped:
        queued = "is" if view.spoken.queued else "is not"
        true = _yes(truth.partly_mapped)
        said["queued"] = f"  It {queued} queued as partly mapped {QUEUE}; the truth: {true}."
    return said


def _claim(question: str, said: int | None, true: bool | int) -> str:
    truth = _yes(true) if isinstance(true, bool) else str(true)
    if said is None:
        return f"  {question} The scheme cannot say; the truth is {truth}."
    answer = _yes(bool(said)) if isinstance(true, bool) else str(said)
    verdict = "which is true" if said == true else f"which is wrong; the truth is {truth}"
    return f"  {question} The scheme says {answer}, {verdict}."


def small_sentences(views: dict[int, Small]) -> Iterator[str]:
    """Yield all small folios, equal neighbours together."""
    for first, last in neighbours(views):
        small = views[first]
        kept = "" if small.stored is None else f", _mapcount {small.stored}"
        label = small_folios(first, last).capitalize()
        yield f"{label}: {', '.join((f'mapped by {small.entries}{kept}', *small.held))}."


def neighbours(values: Mapping[int, object]) -> Iterator[tuple[int, int]]:
    """Yield the first and last number of each run of equal values.

    >>> list(neighbours({1: "a", 2: "a", 3: "b", 5: "b"}))
    [(1, 2), (3, 3), (5, 5)]
    """
    numbers = sorted(values)
    starts = [nr for nr in numbers if nr - 1 not in values or values[nr - 1] != values[nr]]
    ends = [nr for nr in numbers if nr + 1 not in values or values[nr + 1] != values[nr]]
    return zip(starts, ends, strict=True)


def small_words(first: int, last: int) -> str:
    """Return small folios by their labels.

    >>> small_words(3, 3), small_words(3, 5)
    ('s3', 's3 to s5')
    """
    return f"s{first}" if first == last else f"s{first} to s{last}"


def small_folios(first: int, last: int) -> str:
    """Return small folios as the subject of a sentence that is about each of them.

    >>> small_folios(3, 3), small_folios(3, 5)
    ('small folio s3', 'small folios s3 to s5, each')
    """
    words = small_words(first, last)
    return f"small folio {words}" if first == last else f"small folios {words}, each"


def page_words(first: int, length: int) -> str:
    """Return pages as one says them.

    >>> page_words(3, 1), page_words(0, 8)
    ('page 3', 'pages 0-7')
    """
    return f"page{'s' if length > 1 else ''} {pages_text(first, length)}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
