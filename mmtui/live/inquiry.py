"""What a scenario has asked of the model so far, asked of a kernel, and its answer beside the model's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mmtui.game.session import Session
from mmtui.live.beside import Beside, Side, beside
from mmtui.live.cells import cells
from mmtui.live.machine import Build
from mmtui.live.scaling import scaled, times
from mmtui.live.script import read_ops
from mmtui.live.states import Record
from mmtui.live.versus import nearest, traced, versus
from mmtui.live.wanted import Wanted, wanted
from mmtui.model.ops import Op
from mmtui.model.truth import truths
from mmtui.moment import Moment
from mmtui.recording.compare import Compared
from mmtui.report.map_records import map_records
from mmtui.report.records import records


class Here(NamedTuple):
    """The kernel that is asked, and how it is set before."""

    build: Build
    settings: dict[str, str]


@dataclass(frozen=True)
class Inquiry:
    """The operations up to the moment that is shown; never one more."""

    session: Session
    here: Here
    by: int
    """Real pages for each page of the scenario."""
    ops: tuple[Op, ...]
    """As they are asked, without what is set before them."""
    wanted: tuple[Wanted, ...]
    """What is not set as it would have to be."""

    @property
    def script(self) -> str:
        """The script that is asked."""
        return "\n".join(map(str, (*self._before, *self.ops)))

    @property
    def size(self) -> int:
        """How many operations that are."""
        return len(self._before) + len(self.ops)

    @property
    def _before(self) -> tuple[Op, ...]:
        own = {op.words[0] for op in self.ops if op.verb == "set"}
        return tuple(one.op for one in self.wanted if one.name not in own)

    def answered(self, states: Sequence[list[Record]]) -> Answer:
        """Return what a kernel's records say beside the model's."""
        _, *steps = states
        steps = steps[self.size - len(self.ops) :]
        timeline = self.session.timeline
        ours = [_model_side(timeline[n]) for n in range(1, len(self.ops) + 1)]
        theirs = [_kernel_side(step, self.by) for step in steps]
        return Answer(self, steps[-1][0], beside(ours, theirs), self._as_here(states))

    def _as_here(self, states: Sequence[list[Record]]) -> Compared:
        """Return how the model fares that behaves like this kernel, on as many pages and as it is set."""
        profile = nearest(self.here.build)
        catalog = self.session.trial.catalog
        trace = traced(self.session.trial.scenario.id, states)
        here = ((name, value) for name, value in self.here.settings.items() if name != "zeropage")
        return versus(trace, Moment.first(catalog.scheme(profile.scheme), profile), records, here)


class Answer(NamedTuple):
    """What a kernel made of an inquiry."""

    inquiry: Inquiry
    step: Record
    """The step record of the last operation: what the call returned."""
    regions: tuple[Beside, ...]
    as_here: Compared


def inquiry(session: Session, here: Here) -> Inquiry:
    """Return what a session has shown as a question to a kernel.

    Raises ``ScriptError`` for an operation that cannot be asked.
    """
    by = times(session.timeline[0].world.pages_per_pmd)
    ops = scaled(session.ops[: session.cursor], by)
    read_ops("\n".join(map(str, ops)))
    return Inquiry(session, here, by, ops, wanted(ops, here.settings))


def _model_side(moment: Moment) -> Side:
    return Side(cells(list(map_records(moment, truths(moment.world)))))


def _kernel_side(step: Sequence[Record], by: int) -> Side:
    gone = tuple(record["f"] for record in step if record["t"] == "gone")
    return Side(cells(step, by=by, shown=False), gone)
