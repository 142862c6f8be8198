"""What a worker does: from some states one operation further, and what comes of it."""

from __future__ import annotations

import sys
from collections import OrderedDict
from contextlib import redirect_stdout
from functools import lru_cache
from typing import NamedTuple

from mmtui.explore.key import key_of
from mmtui.explore.machine import Machine
from mmtui.explore.naming import naming_of
from mmtui.explore.step import MISBEHAVED, Stepping, stepped, stepped_with_care
from mmtui.explore.subject import Maker, made
from mmtui.findings import Finding
from mmtui.limit import TimeLimitError, within
from mmtui.moment import Moment

PATIENCE = 10.0
"""Seconds for one task, which takes about one; after that it is done again, step by step."""
_KEPT = 512
AGAIN = "answers differently when the same run is run again: it keeps something outside its counters"


class State(NamedTuple):
    """A state by how it is reached, so that it is small enough to be sent."""

    path: tuple[int, ...]
    """Numbers of the operations after the setup."""
    key: bytes


class Task(NamedTuple):
    """States to go on from."""

    maker: Maker
    machine: Machine
    states: tuple[State, ...]
    last: bool
    """Nothing will go on from what is found, so nothing has to be known but whether it is wrong."""


class Broken(NamedTuple):
    """A run at whose end something is wrong."""

    machine: Machine
    path: tuple[int, ...]
    found: Finding


class Done(NamedTuple):
    """What came of a task."""

    states: tuple[State, ...]
    """In the order of the task and of the menu; several may have one key."""
    transitions: int
    broken: Broken | None = None
    """The first; what comes after it was not looked at."""


def done(task: Task) -> Done:
    """Do a task, with a limit of time for the code of the scheme."""
    with redirect_stdout(sys.stderr):  # what a plugin prints is no data
        try:
            return within(PATIENCE, lambda: _done(task, stepped))
        except TimeLimitError:  # somewhere it hangs, or this machine has much else to do
            return _done(task, stepped_with_care)


def _done(task: Task, step: Stepping) -> Done:
    explorer, transitions = _explorer(task.maker, task.machine), 0
    found: list[State] = []
    for state in task.states:
        moment = explorer.moment(state.path, step)
        if moment.fault is not None or explorer.key(moment) != state.key:
            return Done(tuple(found), transitions, explorer.broken(state.path, Finding(MISBEHAVED, AGAIN)))
        for number, op in task.machine.choices(moment.world):
            new, wrong = step(moment, op, explorer.checkers)
            if new.result.nonsense:
                continue
            transitions += 1
            path = (*state.path, number)
            if wrong is not None:
                return Done(tuple(found), transitions, explorer.broken(path, wrong))
            if not task.last:
                found.append(State(path, explorer.key(new)))
    return Done(tuple(found), transitions)


@lru_cache(maxsize=16)
def _explorer(maker: Maker, machine: Machine) -> Explorer:
    return Explorer(maker, machine)


class Explorer:
    """The states of one machine, made again from their paths; the latest are kept."""

    def __init__(self, maker: Maker, machine: Machine) -> None:
        subject = made(maker)
        self.checkers = subject.checkers
        self._machine = machine
        self._naming = naming_of(subject.scheme)
        self._first = Moment.first(subject.scheme, subject.profile, machine.pages_per_pmd)
        self._kept: OrderedDict[tuple[int, ...], Moment] = OrderedDict()

    def key(self, moment: Moment) -> bytes:
        return key_of(moment, self._naming)

    def broken(self, path: tuple[int, ...], found: Finding) -> Broken:
        return Broken(self._machine, path, found)

    def moment(self, path: tuple[int, ...], step: Stepping) -> Moment:
        """Return the moment at the end of a path; always run again, for a scheme must do the same again."""
        if not path:
            moment = self._first
            for op in self._machine.setup:
                moment = step(moment, op, ()).moment
            return moment
        before = self._kept.get(path[:-1])
        if before is None:
            before = self._kept[path[:-1]] = self.moment(path[:-1], step)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return step(before, self._machine.op(before.world, path[-1]), ()).moment
