"""The model beside a recording, operation by operation, up to the first difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from itertools import zip_longest
from typing import Any, NamedTuple

from mmtui.errors import ScriptError
from mmtui.guarded import after
from mmtui.kernel.results import NONSENSE
from mmtui.model.ops import parse_op
from mmtui.moment import Moment
from mmtui.recording.all_facts import facts, freed
from mmtui.recording.facts import Fact, Facts, Name, Parts
from mmtui.recording.names import Names
from mmtui.recording.trace import FORGOTTEN, Record, Step, Trace

SAYS_NOTHING = ("note ", "dump", "quiet", "sleep ")
"""Operations of the recorder that change no mapping."""
RESULT = ("rc", "err", "at", "moved")

_ABSENT = "nothing"
_FOLIOS = ("folio", "small", "gone")
"""Kinds of facts that are about a folio, and so name it."""
_MET_NEVER = "a folio that nothing has mapped"


class Difference(NamedTuple):
    """A fact on which the two sides do not agree."""

    fact: Fact
    recorded: Any
    ours: Any


class Outcome(Enum):
    """What came of a trace."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_MODELLED = "not modelled"


class Compared(NamedTuple):
    """How far a trace was followed, and why no further."""

    outcome: Outcome
    steps: int
    """Steps that agree."""
    step: Step | None = None
    """The first that does not, or whose operation is not modelled."""
    differences: tuple[Difference, ...] = ()
    reason: str = ""
    recorded: Facts = {}  # noqa: RUF012 (a NamedTuple; nobody writes into it)
    ours: Facts = {}  # noqa: RUF012


def compare(trace: Trace, first: Moment, records: Callable[[Moment, Moment], Iterator[Record]]) -> Compared:
    """Run the script of a trace in the model and compare after every operation.

    ``records`` makes the records of a moment, given the one before it.
    """
    moment, names, quiet = first, Names(), False
    tells_proc = any(record["t"] == "proc" for step in trace.steps for record in step.state)
    for done, step in enumerate(trace.steps):
        before, idle = moment, step.op.startswith(SAYS_NOTHING)
        quiet = step.op.split()[1:] != ["off"] if step.op.startswith("quiet") else quiet
        if not idle:
            try:
                moment = after(moment, parse_op(step.op))
            except ScriptError as error:
                return Compared(Outcome.NOT_MODELLED, done, step, reason=error.problem)
            if moment.result.nonsense and step.result.get("rc") != NONSENSE:
                return Compared(Outcome.NOT_MODELLED, done, step, reason=str(moment.result.err))
        ours, *state = records(moment, before)
        recorded, mine = _kept(moment, facts(step.state)), _kept(moment, facts(state))
        if not tells_proc:  # as recordings without what /proc says of a process as a whole
            mine = {fact: value for fact, value in mine.items() if fact.kind != "proc"}
        found = tuple(_results(step, {} if idle else ours))
        if step.state or not (quiet or idle or step.op.startswith("set ")):  # else nothing was read
            found += tuple(_differences(recorded, mine, names))
        if found:
            return Compared(Outcome.DIFFERS, done, step, found, "", recorded, mine)
        _forget(step.state, moment, names)
    return Compared(Outcome.AGREES, len(trace.steps))


def _kept(moment: Moment, said: Facts) -> Facts:
    """Return what the kernel of a moment keeps up to date; the rest is what it finds in memory."""
    profile = moment.profile
    if profile.page_mapcount and profile.rss_is_exact:
        return said
    stale = set() if profile.rss_is_exact else {"RssAnon"}
    stale |= set() if profile.page_mapcount else {"_nr_pages_mapped", "_nr_pages_mapped_hex"}
    return {fact: value for fact, value in said.items() if fact.field not in stale}


def _forget(state: Sequence[Record], moment: Moment, names: Names) -> None:
    """What is gone may lend its name: folios, processes with their number, files."""
    for record in state:
        if record["t"] in ("gone", FORGOTTEN):
            for label in freed(record):
                names.forget(label)
    world = moment.world
    names.keep_only("mm ", {f"mm {mm.mm_id}" for mm in world.mms.values()})
    names.keep_only("file:", {f"file:{name}" for name in world.files})


def _results(step: Step, ours: Record) -> Iterator[Difference]:
    if step.result.get("rc") == ours.get("rc") == NONSENSE:  # each refuses in its own words
        return
    for field in RESULT:
        theirs, mine = step.result.get(field) or 0, ours.get(field) or 0
        if theirs != mine:
            yield Difference(Fact("step", (step.op,), field), theirs, mine)


def _differences(recorded: Facts, ours: Facts, names: Names) -> Iterator[Difference]:
    seen = set()
    for fact, theirs in recorded.items():
        here = fact
        if fact.kind in _FOLIOS:
            here = Fact(fact.kind, tuple(_ours(part, names) for part in fact.where), fact.field)
        seen.add(here)
        yield from _unlike(fact, theirs, ours.get(here, _ABSENT), names)
    for fact, mine in ours.items():
        # the page cache has folios that were never mapped; the recorder has not met them
        if fact not in seen and (fact.kind not in _FOLIOS or names.met_ours(fact.where[0])):
            yield from _unlike(fact, _ABSENT, mine, names)


def _unlike(fact: Fact, theirs: Any, mine: Any, names: Names) -> Iterator[Difference]:
    if fact.field:
        if not _alike(theirs, mine, names):
            yield Difference(fact, theirs, mine)
        return
    both = [said.values if isinstance(said, Parts) else () for said in (theirs, mine)]
    if both[0][1:] == both[1][1:] and both[0] and both[1] and _alike(both[0][0], both[1][0], names):
        return
    fields = theirs.fields if isinstance(theirs, Parts) else mine.fields
    for field, recorded, our in zip_longest(fields, *both, fillvalue=_ABSENT):
        if not _alike(recorded, our, names):
            yield Difference(fact._replace(field=field), recorded, our)


def _ours(part: str | int | Name, names: Names) -> str | int | Name:
    if not isinstance(part, Name):
        return part
    return Name(names.of(part.label) if names.met(part.label) else _MET_NEVER)


def _alike(theirs: Any, mine: Any, names: Names) -> bool:
    if isinstance(theirs, tuple) and theirs and isinstance(theirs[0], Name):
        return (
            isinstance(mine, tuple) and theirs[1:] == mine[1:] and names.same(theirs[0].label, mine[0].label)
        )
    return bool(theirs == mine)
