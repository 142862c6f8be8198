"""Breadth first through all machines at once: the first counterexample is the shortest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import NamedTuple

from mmtui.counted import counted
from mmtui.explore.expand import Broken, Done, State, Task, done
from mmtui.explore.machine import Machine
from mmtui.explore.replay import ran_setup, replayed
from mmtui.explore.subject import Maker
from mmtui.explore.verdict import INTERRUPTED, Covered, Outcome, Verdict
from mmtui.explore.workers import Workers

CHUNK = 24
"""States of one task, for folios of a few pages: less than a second of work."""
_FEW = 8


class Limits(NamedTuple):
    """When a search gives up; None is never."""

    seconds: float | None = None
    states: int | None = None


class Progress(NamedTuple):
    """Where a search is."""

    length: int
    """Operations of the runs that are looked at now, their setup counted."""
    machine: str
    states: int
    transitions: int
    part: float
    """How much of this length is done, of this machine, from 0 to 1."""


Telling = Callable[[Progress], None]


def search(
    maker: Maker,
    machines: Sequence[Machine],
    workers: Workers,
    limits: Limits = Limits(),  # noqa: B008  # a value
    tell: Telling = lambda progress: None,
) -> Verdict:
    """Look at every run within the bounds of the machines until one breaks the scheme.

    Runs are taken by their length, setup and all, and the machines in their order, so the counterexample is
    the shortest; of several of one length the first in the menu.  The verdict, the figures and the run
    are the same for every number of workers, unless a limit or Ctrl+C ended the search.
    """
    one = _Search(maker, machines, workers, limits, tell)
    try:
        broken = one.run()
    except _Enough as enough:
        return Verdict(Outcome.UNFINISHED, one.covered(), why=str(enough))
    except KeyboardInterrupt:
        return Verdict(Outcome.UNFINISHED, one.covered(), why=INTERRUPTED)
    if broken is not None:
        return Verdict(Outcome.BROKEN, one.covered(), replayed(maker, broken))
    return Verdict(Outcome.HOLDS, one.covered())


class _Enough(Exception):
    pass


class _Layer:
    """One machine: the states at the border of what was looked at."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.border: tuple[State, ...] = ()
        self.seen: set[bytes] = set()
        self.depth = 0
        self.transitions = 0

    @property
    def chunk(self) -> int:
        return max(1, min(CHUNK, CHUNK * _FEW // self.machine.pages_per_pmd))

    @property
    def covered(self) -> Covered:
        return Covered(self.machine, self.depth, len(self.seen), self.transitions)


class _Search:
    def __init__(
        self, maker: Maker, machines: Sequence[Machine], workers: Workers, limits: Limits, tell: Telling
    ) -> None:
        self._maker, self._workers, self._limits, self._tell = maker, workers, limits, tell
        self._layers = [_Layer(machine) for machine in machines]
        self._until = None if limits.seconds is None else monotonic() + limits.seconds

    def covered(self) -> tuple[Covered, ...]:
        return tuple(layer.covered for layer in self._layers)

    def run(self) -> Broken | None:
        """Go to the end of the bounds, or to the first run that breaks the scheme."""
        longest = max(len(layer.machine.setup) + layer.machine.depth for layer in self._layers)
        for length in range(1, longest + 1):
            for layer in self._layers:
                setup = layer.machine.setup
                if length <= len(setup):
                    broken = self._set_up(layer, length)
                elif length <= len(setup) + layer.machine.depth:
                    broken = self._deepen(layer, length)
                else:
                    continue
                if broken is not None:
                    return broken
        return None

    def _set_up(self, layer: _Layer, length: int) -> Broken | None:
        """The operations of the setup are steps like all others."""
        state, found = ran_setup(self._maker, layer.machine, length)
        if found is not None:
            return Broken(layer.machine._replace(setup=layer.machine.setup[:length]), (), found)
        if length == len(layer.machine.setup):
            layer.border, layer.seen = (state,), {state.key}
        return None

    def _deepen(self, layer: _Layer, length: int) -> Broken | None:
        """One operation more for every state at the border."""
        last, border, fresh = layer.depth + 1 >= layer.machine.depth, layer.border, []
        for at, one in enumerate(self._results(layer, last)):
            layer.transitions += one.transitions
            for state in one.states:
                if state.key not in layer.seen:
                    layer.seen.add(state.key)
                    fresh.append(state)
            if one.broken is not None:
                return one.broken
            self._look_up(layer, length, min(1.0, (at + 1) * layer.chunk / max(1, len(border))))
        layer.border = tuple(fresh)
        layer.depth += 1
        return None

    def _results(self, layer: _Layer, last: bool) -> Iterator[Done]:
        border = layer.border
        tasks = (
            Task(self._maker, layer.machine, border[at : at + layer.chunk], last)
            for at in range(0, len(border), layer.chunk)
        )
        return self._workers.in_order(done, tasks)

    def _look_up(self, layer: _Layer, length: int, part: float) -> None:
        states = sum(len(each.seen) for each in self._layers)
        transitions = sum(each.transitions for each in self._layers)
        self._tell(Progress(length, layer.machine.name, states, transitions, part))
        if self._until is not None and monotonic() >= self._until:
            raise _Enough(f"{self._limits.seconds:g} s are over")
        if self._limits.states is not None and states >= self._limits.states:
            raise _Enough(f"{counted(states, 'state')} found; the limit is {self._limits.states:,}")
