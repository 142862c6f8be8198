"""Every state that some interleaving can reach, those with fewer context switches first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import NamedTuple, TypeAlias

from mmtui.race.machine import Machine
from mmtui.race.program import Program

Judge: TypeAlias = Callable[[Machine, int], tuple[str, ...]]
"""What is wrong with a state in which every CPU is done; nothing if all is well."""
States: TypeAlias = set[int]


class Run(NamedTuple):
    """Where one CPU comes to from where it was switched to, until the next switch."""

    layers: list[States]
    """The states after none of its steps, after one, and so on; each state stands in one layer."""
    every: States
    """All of them."""


@dataclass
class Limits:
    """How far a search goes."""

    states: int = 5_000_000
    until: float = float("inf")
    """By ``time.monotonic()``."""
    tell: Callable[[int, int], None] = lambda states, switches: None
    """Told how many states there are, and of how many switches, now and then."""
    stopped: bool = False
    """Nobody waits for the end any more; can be set from another thread."""

    def within(self, states: int) -> Limits:
        """Return the same limits with a bound on states that is no higher."""
        return replace(self, states=min(self.states, states))

    def reached(self, states: int) -> bool:
        return self.stopped or states > self.states or monotonic() > self.until


@dataclass
class Found:
    """What a search has seen, kept up to date while it runs."""

    states: int = 0
    switches: int = 0
    """Context switches of the runs that were looked at last."""
    broken: int | None = None
    """The first state that is wrong."""
    reasons: tuple[str, ...] = ()
    finished: bool = False
    levels: list[list[list[States]]] = field(default_factory=list, repr=False)
    """The layers of every run, by context switches and by the CPU that runs on."""


def explore(
    machine: Machine,
    judge: Judge,
    limits: Limits,
    found: Found | None = None,
    doomed: frozenset[int] | States = frozenset(),
) -> Found:
    """Look at every state that some schedule reaches; stop at the first that is wrong.

    Level k are the states that need k context switches.  A state that is known with fewer is not gone on
    from again, and from one state each CPU steps once.  States that are ``doomed`` are wrong too.
    Returns ``found``, or a new one.
    """
    found = Found() if found is None else found
    known, begin = States(), [{machine.start} for _ in machine.programs]
    while any(begin):
        runs = _level(machine, begin, known, found, limits)
        if runs is None:
            return found
        fresh = States().union(*(run.every for run in runs))
        known |= fresh
        begin = [stepped(program, fresh - run.every) - known for program, run in _pairs(machine, runs)]
        _judged(machine, judge, fresh, found)
        if found.broken is None and fresh & doomed:
            found.broken, found.reasons = min(fresh & doomed), (LIVELOCK,)
        if found.broken is not None:
            break
        found.switches += any(begin)
    found.finished = True
    return found


def _pairs(machine: Machine, runs: list[Run]) -> zip[tuple[Program, Run]]:
    return zip(machine.programs, runs, strict=True)


def _level(
    machine: Machine, begin: list[States], known: States, found: Found, limits: Limits
) -> list[Run] | None:
    # let each CPU run on from where it was switched to, as far as it comes; None if a bound is reached
    runs = [Run([], set()) for _ in begin]
    found.levels.append([run.layers for run in runs])
    fresh = 0
    for (program, run), layer in zip(_pairs(machine, runs), begin, strict=True):
        while layer:
            run.layers.append(layer)
            run.every.update(layer)
            found.states = len(known) + max(fresh, len(run.every))
            limits.tell(found.states, found.switches)
            if limits.reached(found.states):
                return None
            layer = stepped(program, layer) - run.every - known
        fresh = max(fresh, len(run.every))
    found.states = len(known.union(*(run.every for run in runs)))
    return runs


def stepped(program: Program, states: States) -> States:
    """Return the states after a step of the CPU; one in which it cannot go on stays as it is.

    All is done by look-ups; where something is met for the first time, one by one.
    """
    table, masks, shift, lowest = program.table, program.masks, program.shift, program.lowest
    try:
        return {state + table[state & masks[state >> shift & lowest]] for state in states}
    except KeyError:
        return {state + program.change(state) for state in states}


def _judged(machine: Machine, judge: Judge, fresh: States, found: Found) -> None:
    # where every CPU is done, or none can go on
    running = machine.running
    for state in sorted(state for state in fresh if not state & running):
        if reasons := judge(machine, state):
            found.broken, found.reasons = state, reasons
            return
    if blocked := stuck(machine, fresh):
        found.broken, found.reasons = min(blocked), (DEADLOCK,)


def stuck(machine: Machine, states: States) -> list[int]:
    """Return the states in which some CPU is not done, and none can go on."""
    if not any(program.waits for program in machine.programs):
        return []
    left = [state for state in states if state & machine.running]
    for cpu in range(len(machine.programs)):
        left = [state for state in left if not machine.step(state, cpu)]
    return left


DEADLOCK = "deadlock: every CPU that is not done waits"
LIVELOCK = "livelock: CPUs step for ever, and no order of them comes to an end"


def route(machine: Machine, found: Found, state: int) -> str:
    """Return the schedule that led to a state: the letters of the CPUs in the order in which they stepped.

    No state remembers where it came from, so the way is found backwards, from layer to layer: a layer is
    what the one before it led to, and the first of a run what any run with one switch less led to.
    """
    schedule = ""
    level, cpu, nr = _standing(found, state, len(found.levels) - 1)
    while state != machine.start:
        schedule = machine.tasks[cpu].name + schedule
        if nr:
            state, nr = _before(machine, [found.levels[level][cpu][nr - 1]], cpu, state), nr - 1
            continue
        state = _before(machine, [layer for run in found.levels[level - 1] for layer in run], cpu, state)
        level, cpu, nr = _standing(found, state, level - 1)
    return schedule


def _standing(found: Found, state: int, level: int) -> tuple[int, int, int]:
    for cpu, layers in enumerate(found.levels[level]):
        for nr, layer in enumerate(layers):
            if state in layer:
                return level, cpu, nr
    raise AssertionError("a state of this level is in some run")


def _before(machine: Machine, layers: list[States], cpu: int, state: int) -> int:
    changes = set(machine.programs[cpu].table.values())
    for layer in layers:
        for change in changes:
            if state - change in layer and machine.step(state - change, cpu) == change:
                return state - change
    raise AssertionError("every state but the first has one before it")
