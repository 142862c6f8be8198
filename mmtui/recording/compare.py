"""The model beside a recording, operation by operation, up to the first difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import Any, NamedTuple

from mmtui.errors import ScriptError
from mmtui.guarded import after
from mmtui.kernel.results import NONSENSE
from mmtui.model.ops import Op, parse_op
from mmtui.moment import Moment
from mmtui.recording.facts import Fact, Facts, Name, facts
from mmtui.recording.trace import Record, Step, Trace

SAYS_NOTHING = ("note ", "dump", "quiet", "sleep ")
"""Operations of the recorder that change no mapping."""
RESULT = ("rc", "err", "at", "moved")

_ABSENT = "nothing"
_FOLIOS = ("folio", "small")


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


class Names:
    """Labels are free, as long as a folio keeps its own: those of the recording beside ours."""

    def __init__(self) -> None:
        self._ours: dict[str, str] = {}
        self._theirs: dict[str, str] = {}

    def same(self, theirs: str, ours: str) -> bool:
        """Tell whether two labels can name one folio; from then on they do."""
        return self._ours.setdefault(theirs, ours) == ours and self._theirs.setdefault(ours, theirs) == theirs

    def of(self, theirs: str) -> str:
        """Return our label of a recorded folio; its own if we have not met it."""
        return self._ours.get(theirs, theirs)

    def met(self, theirs: str) -> bool:
        """Tell whether this recorded label stands for a folio of ours."""
        return theirs in self._ours

    def met_ours(self, ours: str | int | Name) -> bool:
        """Tell whether the recording has a label for a folio of ours."""
        return isinstance(ours, Name) and ours.label in self._theirs

    def forget(self, theirs: str) -> None:
        """The folio is gone; its labels may be used again."""
        ours = self._ours.pop(theirs, None)
        if ours is not None:
            del self._theirs[ours]


def compare(trace: Trace, first: Moment, records: Callable[[Moment, Moment], Iterator[Record]]) -> Compared:
    """Run the script of a trace in the model and compare after every operation.

    ``records`` makes the records of a moment, given the one before it.
    """
    moment, names = first, Names()
    for done, step in enumerate(trace.steps):
        if step.op.startswith(SAYS_NOTHING):
            continue
        try:
            op = parse_op(step.op)
        except ScriptError as error:
            return Compared(Outcome.NOT_MODELLED, done, step, reason=error.problem)
        before, moment = moment, after(moment, op)
        if moment.result.nonsense and step.result.get("rc") != NONSENSE:
            return Compared(Outcome.NOT_MODELLED, done, step, reason=str(moment.result.err))
        ours, *state = records(moment, before)
        recorded, mine = facts(step.state), facts(state)
        recorded = {fact: value for fact, value in recorded.items() if _kept(moment, fact)}
        if step.state:  # nothing was read after a setting
            found = (*_results(step.result, ours, op), *_differences(recorded, mine, names))
            found += tuple(_gone(step.state, mine, names))
        else:
            found = tuple(_results(step.result, ours, op))
        if found:
            return Compared(Outcome.DIFFERS, done, step, found, "", recorded, mine)
        for label in _freed(step.state):
            names.forget(label)
    return Compared(Outcome.AGREES, len(trace.steps))


def _kept(moment: Moment, fact: Fact) -> bool:
    """CONFIG_NO_PAGE_MAPCOUNT leaves ``_nr_pages_mapped`` as it finds it in memory."""
    return moment.profile.page_mapcount or fact.field != "_nr_pages_mapped"


def _freed(state: Sequence[Record]) -> Iterator[str]:
    for record in state:
        if record["t"] == "gone":
            first = record["f"]
            yield from (f"{first[0]}{int(first[1:]) + at}" for at in range(record.get("n", 1)))


def _gone(state: Sequence[Record], ours: Facts, names: Names) -> Iterator[Difference]:
    have = {fact.where[0] for fact in ours if fact.kind in _FOLIOS}
    for label in _freed(state):
        if Name(names.of(label)) in have and names.met(label):
            yield Difference(Fact("gone", (Name(label),), "freed"), True, False)


def _results(recorded: Record, ours: Record, op: Op) -> Iterator[Difference]:
    if recorded.get("rc") == ours.get("rc") == NONSENSE:  # each refuses in its own words
        return
    for field in RESULT:
        theirs, mine = recorded.get(field) or 0, ours.get(field) or 0
        if theirs != mine:
            yield Difference(Fact("step", (str(op),), field), theirs, mine)


def _differences(recorded: Facts, ours: Facts, names: Names) -> Iterator[Difference]:
    seen = set()
    for fact, theirs in recorded.items():
        here = fact
        if fact.kind in _FOLIOS:
            here = fact._replace(where=tuple(_ours(part, names) for part in fact.where))
        seen.add(here)
        mine = ours.get(here, _ABSENT)
        if not _alike(theirs, mine, names):
            yield Difference(fact, theirs, mine)
    for fact, mine in ours.items():
        # the page cache has folios that were never mapped; the recorder has not met them
        if fact not in seen and (fact.kind not in _FOLIOS or names.met_ours(fact.where[0])):
            yield Difference(fact, _ABSENT, mine)


def _ours(part: str | int | Name, names: Names) -> str | int | Name:
    return Name(names.of(part.label)) if isinstance(part, Name) else part


def _alike(theirs: Any, mine: Any, names: Names) -> bool:
    if isinstance(theirs, tuple) and theirs and isinstance(theirs[0], Name):
        return (
            isinstance(mine, tuple) and theirs[1:] == mine[1:] and names.same(theirs[0].label, mine[0].label)
        )
    return bool(theirs == mine)
