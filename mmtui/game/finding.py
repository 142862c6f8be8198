"""The answer to a ``find``: the operation in which something happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mmtui.game.claims import disagreement
from mmtui.game.value import NoAnswer, folio_at, page_of
from mmtui.model.events import What
from mmtui.model.folio import Folio
from mmtui.model.truth import truth_of
from mmtui.moment import Moment
from mmtui.scenario import FindAsk
from mmtui.timeline import Timeline


def found(timeline: Timeline, ask: FindAsk) -> int:
    """Return the number of the operation that the question is about, counted from 1."""
    folio = folio_at(timeline, ask.folio, len(timeline))
    page_of(ask, folio)
    if ask.event in _HAPPENS:
        return _first(timeline, folio, ask)
    changes = [(n, was, now) for n, was, now in mapped_changes(timeline, folio, ask.page)]
    wanted = [n for n, was, now in changes if (was == 0) == (ask.event == "first-map") and 0 in (was, now)]
    if not wanted or (ask.event == "last-unmap" and changes[-1][2] != 0):
        raise NoAnswer(f"no operation of the run is the {ask.event} of {_named(ask)}", "event")
    return wanted[0] if ask.event == "first-map" else wanted[-1]


def mapped_changes(timeline: Timeline, folio: Folio, page: int | None) -> Iterator[tuple[int, int, int]]:
    """Yield (operation, entries before, entries after) whenever what reaches the page changes.

    Without a page: the entries that map any page of the folio.
    """
    before = 0
    for n in range(1, len(timeline) + 1):
        truth = truth_of(timeline[n].world, folio)
        now = truth.entries if page is None else truth.pages[page]
        if now != before:
            yield n, before, now
        before = now


def _first(timeline: Timeline, folio: Folio, ask: FindAsk) -> int:
    happens = _HAPPENS[ask.event]
    for n in range(1, len(timeline) + 1):
        if happens(timeline[n - 1], timeline[n], folio, ask):
            return n
    raise NoAnswer(f"{ask.event} never happens to {folio} in this run", "event")


def _splits(before: Moment, moment: Moment, folio: Folio, ask: FindAsk) -> bool:
    return any(said.event.what is What.SPLIT_PMD and said.event.folio == folio for said in moment.said)


def _partly(before: Moment, moment: Moment, folio: Folio, ask: FindAsk) -> bool:
    return truth_of(moment.world, folio).partly_mapped


def _goes(before: Moment, moment: Moment, folio: Folio, ask: FindAsk) -> bool:
    return folio in before.world.folios() and folio not in moment.world.folios()


def _disagrees(before: Moment, moment: Moment, folio: Folio, ask: FindAsk) -> bool:
    claims: tuple[str, ...] = ("page-mapcount", "folio-mapcount", "mapped", "shared")
    if ask.question is not None:
        claims = (ask.question,)
    elif ask.page is not None:
        claims = ("page-mapcount",)
    return any(disagreement(moment, folio, claim, ask.page) is not None for claim in claims)


_HAPPENS: Mapping[str, Callable[[Moment, Moment, Folio, FindAsk], bool]] = {
    "pmd-split": _splits,
    "partly-mapped": _partly,
    "gone": _goes,
    "disagree": _disagrees,
}
"""Whether it happens in an operation, given the moments before and after it."""


def _named(ask: FindAsk) -> str:
    return ask.folio if ask.page is None else f"page {ask.page} of {ask.folio}"
