"""How many schedules there are, and how many of them break a scheme, without running each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, TypeAlias, TypeVar

from mmtui.race.machine import Machine
from mmtui.race.search import Judge

MOST = 50_000
"""States that are counted; beyond it nobody waits for the number."""


class Runs(NamedTuple):
    """Schedules, all and those that end wrong."""

    every: int
    broken: int


Taken: TypeAlias = tuple[int, ...]
"""Steps that each CPU has had."""


def count_runs(machine: Machine, judge: Judge) -> Runs | None:
    """Count the schedules in which each CPU gets as many turns as its longest run has steps.

    A CPU that is done early lets its last turns pass, so that all schedules are equally long and the share of
    the broken ones is the chance of a fair coin.  Returns None when there are too many states to count, or
    runs without an end: a CPU that tries again and again.
    """
    try:
        longest = _folded((machine.start,), lambda state: _after(machine, state[0]), _longest(machine))
        turns = longest[(machine.start,)]
        known = _folded(
            (machine.start, (0,) * len(turns)),
            lambda at: _turns(machine, turns, *at),
            lambda at, after: _counted(machine, judge, at[0], after),
        )
    except _Uncountable:
        return None
    return known[machine.start, (0,) * len(turns)]


class _Uncountable(Exception):
    pass


K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def _folded(
    start: K, after: Callable[[K], Iterable[K]], fold: Callable[[K, list[tuple[K, V]]], V]
) -> dict[K, V]:
    # a value for every place that can be reached, from the values of those that follow it
    known: dict[K, V] = {}
    begun: set[K] = set()
    stack = [start]
    while stack:
        at = stack[-1]
        if at in known:
            stack.pop()
            continue
        following = tuple(after(at))
        missing = [other for other in following if other not in known]
        if not missing:
            known[at] = fold(at, [(other, known[other]) for other in following])
            continue
        if at in begun or len(known) > MOST:  # it leads back to where it came from
            raise _Uncountable
        begun.add(at)
        stack += missing
    return known


def _after(machine: Machine, state: int) -> list[tuple[int]]:
    changes = (machine.step(state, cpu) for cpu in range(len(machine.programs)))
    return [(state + change,) for change in changes if change]


def _longest(machine: Machine) -> Callable[[tuple[int], list[tuple[tuple[int], Taken]]], Taken]:
    # the most steps that each CPU can still have
    def fold(at: tuple[int], after: list[tuple[tuple[int], Taken]]) -> Taken:
        most = [0] * len(machine.programs)
        known = dict(after)
        for cpu in range(len(most)):
            if change := machine.step(at[0], cpu):
                for other, steps in enumerate(known[(at[0] + change,)]):
                    most[other] = max(most[other], steps + (other == cpu))
        return tuple(most)

    return fold


def _turns(machine: Machine, turns: Taken, state: int, taken: Taken) -> list[tuple[int, Taken]]:
    found = []
    for cpu, had in enumerate(taken):
        change = machine.step(state, cpu)
        if change or (had < turns[cpu] and machine.ended(state, cpu)):
            found.append((state + change, (*taken[:cpu], had + 1, *taken[cpu + 1 :])))
    return found


def _counted(machine: Machine, judge: Judge, state: int, after: list[tuple[tuple[int, Taken], Runs]]) -> Runs:
    if after:
        return Runs(sum(runs.every for _, runs in after), sum(runs.broken for _, runs in after))
    return Runs(1, int(bool(state & machine.running) or bool(judge(machine, state))))
