"""States from which no order of the CPUs comes to an end, though some CPU can always step: a livelock."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.race.machine import Machine
from mmtui.race.program import Program
from mmtui.race.search import States


def doomed(machine: Machine) -> States:
    """Return the states from which no end can be reached; looks at every state again.

    That takes a loop, and in a loop some CPU comes back to a position.  Where no CPU does, as in most
    schemes, there is nothing to look for.
    """
    if not any(map(_comes_back, machine.programs)):
        return set()
    order, ending = list(_from_the_ends(machine)), States()
    before = -1
    while before < len(ending):  # once if there is no loop, and again for each loop in a loop
        before = len(ending)
        ending.update(state for state in order if _ends(machine, state, ending))
    return States(order) - ending


def _ends(machine: Machine, state: int, ending: States) -> bool:
    return not state & machine.running or any(after in ending for after in _after(machine, state))


def _after(machine: Machine, state: int) -> Iterator[int]:
    return (state + change for program in machine.programs if (change := program.change(state)))


def _from_the_ends(machine: Machine) -> Iterator[int]:
    # depth first, each state after those that it leads to, as far as there are no loops
    known, stack = {machine.start}, [(machine.start, _after(machine, machine.start))]
    while stack:
        following = stack[-1][1]
        fresh = next((after for after in following if after not in known), None)
        if fresh is None:
            yield stack.pop()[0]
            continue
        known.add(fresh)
        stack.append((fresh, _after(machine, fresh)))


def _comes_back(program: Program) -> bool:
    # take away positions that lead nowhere else until none is left, or only loops
    left = {number: after - {number} for number, after in program.after.items()}
    while over := [number for number, after in left.items() if not after & left.keys()]:
        for number in over:
            del left[number]
    return bool(left)


def loop_from(machine: Machine, state: int) -> str:
    """Return letters of CPUs that lead from a state without an end into a loop and once around it.

    The CPUs take turns, so it is nobody's fault but the loop's.
    """
    cpus, schedule, met = len(machine.programs), "", dict[tuple[int, int], int]()
    turn = 0
    while (state, turn) not in met:
        met[state, turn] = len(schedule)
        cpu = next(each % cpus for each in range(turn, turn + cpus) if machine.step(state, each % cpus))
        state, turn = state + machine.step(state, cpu), (cpu + 1) % cpus
        schedule += machine.tasks[cpu].name
    return schedule
