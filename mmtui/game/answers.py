"""The right answer to a question, computed from the run; never one written in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from mmtui.errors import MmtuiError
from mmtui.model.counters import Counter, Per
from mmtui.model.events import What
from mmtui.model.folio import Folio
from mmtui.model.truth import Truth, truth_of
from mmtui.moment import Moment
from mmtui.scenario import FindAsk, PredictAsk, Step
from mmtui.scheme import Question, Scheme
from mmtui.timeline import Timeline


class NoAnswer(MmtuiError):
    """The run has no answer to the question: a tool error, never the player's.

    ``key`` is the key of ``ask`` that is to blame, ``known`` what could have stood there.
    """

    exit_code = 3

    def __init__(self, problem: str, key: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(problem)
        self.key = key
        self.known = tuple(known)


class Value(NamedTuple):
    """The answer to a ``predict``: a number, or yes (1) and no (0)."""

    number: int
    yes_no: bool = False

    def __str__(self) -> str:
        return ("yes" if self.number else "no") if self.yes_no else str(self.number)


def right_answer(timeline: Timeline, step: Step) -> Value:
    """Return the value to be predicted, or for a ``find`` the number of the operation, counted from 1.

    Raises ``NoAnswer`` when the run has none.
    """
    if isinstance(step.ask, FindAsk):
        return Value(found(timeline, step.ask))
    assert step.at is not None
    return predicted(timeline, step.ask, step.at)


def folio_at(timeline: Timeline, label: str, n: int) -> Folio:
    """Return the folio with a label, which must have been allocated by moment ``n``."""
    seen: dict[str, None] = {}
    for at in range(n, -1, -1):
        for folio in timeline[at].world.folios():
            if folio.label == label:
                return folio
            seen[folio.label] = None
    raise NoAnswer(f"there is no folio {label} by operation {n}", "folio", seen)


# -- predict


def predicted(timeline: Timeline, ask: PredictAsk, at: int) -> Value:
    """Return what a question's answer is after operation ``at``, counted from 1."""
    if not 1 <= at <= len(timeline):
        raise NoAnswer(f"operation {at} is asked about; there are {len(timeline)}")
    moment = timeline[at]
    if moment.fault is not None:
        raise NoAnswer(str(moment.fault))
    if ask.subject == "cost":
        return Value(moment.cost.atomics if ask.name == "atomics" else moment.cost.reads)
    if ask.region is not None:
        return Value(_of_region(moment, ask, ask.region))
    folio = folio_at(timeline, ask.folio or "", at)
    answer = {"counter": _counter, "truth": _truth, "says": _says}[ask.subject]
    return answer(moment, ask, folio)


def _of_region(moment: Moment, ask: PredictAsk, name: str) -> int:
    mm = moment.world.mms.get(ask.process or "")
    if mm is None:
        raise NoAnswer(
            f"there is no process {ask.process} at operation {moment.n}", "process", moment.world.mms
        )
    if name not in mm.regions:
        raise NoAnswer(f"{ask.process} has no region {name} at operation {moment.n}", "region", mm.regions)
    region = mm.regions[name]
    if ask.name == "vma-count":
        return sum(1 for vma in mm.vmas if vma.region == name)
    return sum(1 for page in range(region.nr_pages) if mm.leaf_at(region.start + page))


def _counter(moment: Moment, ask: PredictAsk, folio: Folio) -> Value:
    counter = counter_of(moment.scheme, ask.name)
    page = _page_of(ask, folio) if counter.per is Per.PAGE else 0
    value = moment.books.value(counter, folio, page)
    return Value(value if ask.reading == "logical" else counter.stored(value))


def counter_of(scheme: Scheme, name: str) -> Counter:
    """Return the counter of a scheme that has this name; raise ``NoAnswer`` if there is none."""
    counters = {counter.name: counter for counter in scheme.counters()}
    if name not in counters:
        raise NoAnswer(f"{scheme.name} has no counter {name}", "counter", counters)
    return counters[name]


def _page_of(ask: PredictAsk | FindAsk, folio: Folio) -> int:
    page = ask.page or 0
    if page >= folio.nr_pages:
        raise NoAnswer(f"{folio} has pages 0 to {folio.nr_pages - 1}, not {page}", "page")
    return page


_TRUTHS: dict[str, Callable[[Truth, int], Value]] = {
    "mapped-by": lambda truth, page: Value(truth.pages[page]),
    "entries": lambda truth, page: Value(truth.entries),
    "mapped-pages": lambda truth, page: Value(truth.mapped_pages),
    "mms": lambda truth, page: Value(len(truth.mms)),
    "vmas": lambda truth, page: Value(len(truth.vmas)),
    "partly-mapped": lambda truth, page: Value(truth.partly_mapped, yes_no=True),
}


def _truth(moment: Moment, ask: PredictAsk, folio: Folio) -> Value:
    return _TRUTHS[ask.name](truth_of(moment.world, folio), _page_of(ask, folio))


def _says(moment: Moment, ask: PredictAsk, folio: Folio) -> Value:
    said = said_of(moment, ask.name, folio, _page_of(ask, folio))
    if said is None:
        raise NoAnswer(f"{moment.scheme.name} cannot say {ask.name}", "says")
    return Value(said, yes_no=ask.name not in ("page-mapcount", "folio-mapcount"))


def said_of(moment: Moment, claim: str, folio: Folio, page: int = 0) -> int | None:
    """Return what the scheme says of a folio; None is "cannot say"."""
    if claim == "partly-mapped":
        spoken = moment.books.spoken.get(folio.number)
        return int(spoken is not None and spoken.queued)
    return moment.ask(Question(claim), folio, page)


# -- find


def found(timeline: Timeline, ask: FindAsk) -> int:
    """Return the number of the operation that the question is about, counted from 1."""
    folio = folio_at(timeline, ask.folio, len(timeline))
    _page_of(ask, folio)
    if ask.event == "pmd-split":
        return _first(timeline, folio, lambda before, after: _splits(after, folio), ask)
    if ask.event == "disagree":
        return _first(timeline, folio, lambda before, after: _disagrees(after, folio, ask), ask)
    if ask.event == "partly-mapped":
        return _first(timeline, folio, lambda before, after: truth_of(after.world, folio).partly_mapped, ask)
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


def _first(timeline: Timeline, folio: Folio, holds: Callable[[Moment, Moment], bool], ask: FindAsk) -> int:
    for n in range(1, len(timeline) + 1):
        if holds(timeline[n - 1], timeline[n]):
            return n
    raise NoAnswer(f"{ask.event} never happens to {folio} in this run", "event")


def _splits(moment: Moment, folio: Folio) -> bool:
    return any(said.event.what is What.SPLIT_PMD and said.event.folio == folio for said in moment.said)


def _disagrees(moment: Moment, folio: Folio, ask: FindAsk) -> bool:
    claims: tuple[str, ...] = ("page-mapcount", "folio-mapcount", "mapped", "shared")
    if ask.question is not None:
        claims = (ask.question,)
    elif ask.page is not None:
        claims = ("page-mapcount",)
    return any(disagreement(moment, folio, claim, ask.page) is not None for claim in claims)


def disagreement(moment: Moment, folio: Folio, claim: str, only: int | None = None) -> tuple[int, int] | None:
    """Return (said, true) where a claim of the scheme is false; None where it is right or not made.

    A claim about pages is looked at for every page, or ``only`` for one.
    """
    truth = truth_of(moment.world, folio)
    pages = range(1) if claim != "page-mapcount" else folio.pages if only is None else (only,)
    for page in pages:
        said, true = said_of(moment, claim, folio, page), true_answer(truth, claim, page)
        if said is not None and said != true:
            return said, true
    return None


def true_answer(truth: Truth, claim: str, page: int = 0) -> int:
    """Return what a scheme would have to say to be right."""
    answers = {
        "folio-mapcount": truth.entries,
        "mapped": int(truth.mapped),
        "shared": int(truth.shared),
        "partly-mapped": int(truth.partly_mapped),
    }
    return answers.get(claim, truth.pages[page])


def _named(ask: FindAsk) -> str:
    return ask.folio if ask.page is None else f"page {ask.page} of {ask.folio}"
