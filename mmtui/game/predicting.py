"""The answer to a ``predict``: what is asked for after an operation."""

from __future__ import annotations

from collections.abc import Callable

from mmtui.game.claims import said_of
from mmtui.game.value import NoAnswer, Value, folio_at, page_of
from mmtui.model.counters import Counter, Per
from mmtui.model.folio import Folio
from mmtui.model.mm import Mm
from mmtui.model.truth import Truth, truth_of, truths
from mmtui.moment import Moment
from mmtui.printed import printed
from mmtui.scenario import PredictAsk
from mmtui.scheme import Scheme
from mmtui.smaps import Smaps, smaps
from mmtui.timeline import Timeline


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
        mm = _process_with(moment, ask, ask.region)
        return Value((_printed if ask.subject == "prints" else _of_region)(moment, mm, ask.name, ask.region))
    folio = folio_at(timeline, ask.folio or "", at)
    answer = {"counter": _counter, "truth": _truth, "says": _says}[ask.subject]
    return answer(moment, ask, folio)


def _process_with(moment: Moment, ask: PredictAsk, name: str) -> Mm:
    mm = moment.world.mms.get(ask.process or "")
    if mm is None:
        raise NoAnswer(
            f"there is no process {ask.process} at operation {moment.n}", "process", moment.world.mms
        )
    if name not in mm.regions:
        raise NoAnswer(f"{ask.process} has no region {name} at operation {moment.n}", "region", mm.regions)
    return mm


def _of_region(moment: Moment, mm: Mm, what: str, name: str) -> int:
    region = mm.regions[name]
    if what == "vma-count":
        return sum(1 for vma in mm.vmas if vma.region == name)
    return sum(1 for page in range(region.nr_pages) if mm.leaf_at(region.start + page))


def _printed(moment: Moment, mm: Mm, field: str, name: str) -> int:
    known = {number: printed(moment, truth) for number, truth in truths(moment.world).items()}
    found = [smaps(moment, mm, vma, known) for vma in mm.vmas if vma.region == name]
    return sum(_FIELDS[field](one) for one in found)


_FIELDS: dict[str, Callable[[Smaps], int]] = {
    "Rss": lambda found: found.rss,
    "Pss": lambda found: found.pss,
    "Private": lambda found: found.private_clean + found.private_dirty,
}


def _counter(moment: Moment, ask: PredictAsk, folio: Folio) -> Value:
    counter = counter_of(moment.scheme, ask.name)
    page = page_of(ask, folio) if counter.per is Per.PAGE else 0
    value = moment.books.value(counter, folio, page)
    return Value(value if ask.reading == "logical" else counter.stored(value))


def counter_of(scheme: Scheme, name: str) -> Counter:
    """Return the counter of a scheme that has this name; raise ``NoAnswer`` if there is none."""
    counters = {counter.name: counter for counter in scheme.counters()}
    if name not in counters:
        raise NoAnswer(f"{scheme.name} has no counter {name}", "counter", counters)
    return counters[name]


_TRUTHS: dict[str, Callable[[Truth, int], Value]] = {
    "mapped-by": lambda truth, page: Value(truth.pages[page]),
    "entries": lambda truth, page: Value(truth.entries),
    "mapped-pages": lambda truth, page: Value(truth.mapped_pages),
    "mms": lambda truth, page: Value(len(truth.mms)),
    "vmas": lambda truth, page: Value(len(truth.vmas)),
    "partly-mapped": lambda truth, page: Value(truth.partly_mapped, yes_no=True),
}


def _truth(moment: Moment, ask: PredictAsk, folio: Folio) -> Value:
    return _TRUTHS[ask.name](truth_of(moment.world, folio), page_of(ask, folio))


def _says(moment: Moment, ask: PredictAsk, folio: Folio) -> Value:
    said = said_of(moment, ask.name, folio, page_of(ask, folio))
    if said is None:
        raise NoAnswer(f"{moment.scheme.name} cannot say {ask.name}", "says")
    return Value(said, yes_no=ask.name in ("mapped", "shared", "partly-mapped"))
