"""The model beside the kernel under us: the same script in both, and where they first differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import takewhile

from mmtui.errors import ScriptError
from mmtui.guarded import after
from mmtui.kernel.profile import KERNELS, Profile
from mmtui.kernel.profile_points import at_point
from mmtui.live.machine import Build, settings
from mmtui.live.running import running
from mmtui.live.states import Record
from mmtui.model.folio import folio_of
from mmtui.model.ops import Op, parse_op
from mmtui.moment import Moment
from mmtui.recording.compare import Compared, Outcome, compare
from mmtui.recording.trace import STATE, Step, Trace, as_seen
from mmtui.report.reached import reached

LEFT_OUT = (
    "not compared, as no process can see it: writable and dirty bits of entries, stored counters, "
    "PG_anon_exclusive, flags of folios, folios that nobody maps; nor LazyFree, which lags behind"
)
Records = Callable[[Moment, Moment], Iterator[Record]]


def nearest(found: Build) -> Profile:
    """Return the profile of the newest modelled kernel that is no newer than this one; else the oldest.

    With what its point release is known to have taken over.
    """
    counts = found.page_mapcount is not False
    fitting = [profile for profile in KERNELS.values() if profile.page_mapcount == counts]
    older = [profile for profile in fitting if _version(profile.name) <= _version(found.release)]
    newest = max(older, key=lambda profile: _version(profile.name)) if older else fitting[0]
    return at_point(newest, found.release)


def _version(release: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", release)[:2])


def recorded(name: str, ops: Sequence[Op], source: str = "", *, skips: bool = False) -> Trace:
    """Return what the kernel under us does with a script, as a trace."""
    with closing(running(name, ops, source, skips=skips)) as states:
        return traced(name, states, source)


def traced(name: str, states: Iterable[list[Record]], source: str = "") -> Trace:
    """Return the begin record and those of each step as a trace."""
    steps, release = list[Step](), ""
    for first, *rest in states:
        if first["t"] == "begin":
            release = first["kernel"]
            continue
        steps.append(Step(first["n"], first["op"], first, tuple(as_seen(r) for r in rest if r["t"] in STATE)))
    return Trace(source, name, release, tuple(steps), seen=True)


def set_as_here(first: Moment, here: Iterable[tuple[str, str]]) -> Moment:
    """Return a moment with the settings of a machine.

    Raises ``ScriptError`` for a setting that the model has no word for.
    """
    return after(first, *(parse_op(f"set {name} {value}") for name, value in here))


def versus(
    trace: Trace, first: Moment, records: Records, here: Iterable[tuple[str, str]] | None = None
) -> Compared:
    """Compare what a process can see of the model with a trace that was made with these settings.

    By default they are this machine's.
    """
    try:
        start = set_as_here(first, settings() if here is None else here)
    except ScriptError as error:
        return Compared(Outcome.NOT_MODELLED, 0, trace.steps[0], reason=f"this machine: {error.problem}")
    known = list(takewhile(lambda step: not _has_no_page(step), trace.steps))
    shorter = trace._replace(steps=tuple(known))
    compared = compare(shorter, start, lambda moment, before: seen(records, moment, before))
    if len(known) == len(trace.steps) or compared.outcome is not Outcome.AGREES:
        return compared
    return compared._replace(outcome=Outcome.NOT_MODELLED, step=trace.steps[len(known)], reason=_NO_PAGE)


_NO_PAGE = "there are entries without a page: something is swapped out, or on its way to another folio"


def _has_no_page(step: Step) -> bool:
    # a guard has no page either, but the operation that makes it is the model's own affair
    runs = (run for record in step.state if record["t"] == "map" for run in record["runs"])
    return any(run[2] is None and "g" not in run[6] for run in runs)


def seen(records: Records, moment: Moment, before: Moment) -> Iterator[Record]:
    """Yield of the model's records what a process could see."""
    mapped = set[str]()
    for record in records(moment, before):
        if record["t"] == "map":
            mapped.update(run[2] for run in record["runs"])
            yield {**record, "runs": [_without_bits(run) for run in record["runs"]]}
        elif record["t"] == "folio" and record["f"] in mapped and record["kind"] != "zero":
            yield {key: record[key] for key in ("t", "f", "order", "kind")}
        elif record["t"] in ("step", "vma"):
            yield as_seen(record)
    yield from map(as_seen, _out_of_sight(moment, before))


def _out_of_sight(moment: Moment, before: Moment) -> Iterator[Record]:
    # an anonymous folio that nobody maps any more; that a pin keeps it no process can see
    now = reached(moment.world).first
    for number in reached(before.world).first:
        folio = folio_of(number)
        if folio.anon and number not in now:
            yield {"t": "gone", "f": folio.label, "kind": "anon"}


def _without_bits(run: list[object]) -> list[object]:
    letters = "".join(letter for letter in str(run[5]) if letter not in "wdD")
    return [*run[:5], letters, *run[6:8], *(["zero"] if "zero" in str(run[8:]) else [])]


def replayed(trace: Trace, first: Moment, records: Records) -> Compared:
    """Compare the model with a trace: with all of it, or with what a process can see if one made it."""
    if not trace.seen:
        return compare(trace, first, records)
    return compare(trace, first, lambda moment, before: seen(records, moment, before))


def compared_twice(
    name: str, ops: Sequence[Op], first: Moment, records: Records, source: str = "", *, skips: bool = False
) -> tuple[Trace, Compared]:
    """Run and compare; what differs is run once more, as khugepaged may have worked on a process once."""
    trace = recorded(name, ops, source, skips=skips)
    compared = versus(trace, first, records)
    if compared.outcome is not Outcome.DIFFERS:
        return trace, compared
    trace = recorded(name, ops, source, skips=skips)
    return trace, versus(trace, first, records)
