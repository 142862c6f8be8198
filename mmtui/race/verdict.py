"""A race, decided: holds, broken or unfinished, and the schedule that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from time import monotonic
from typing import NamedTuple

from mmtui.errors import UsageError
from mmtui.fault import fault_of, late_fault_of
from mmtui.kernel.profile import Profile
from mmtui.limit import BUDGET, OutOfTime, TimeLimitError, ended_when
from mmtui.model.ops import parse_script
from mmtui.moment import Moment
from mmtui.race.battery import Race
from mmtui.race.counting import MOST, Runs, count_runs
from mmtui.race.endless import doomed, loop_from
from mmtui.race.judge import EndJudge
from mmtui.race.kernel import Kernel
from mmtui.race.machine import Machine, on_machine
from mmtui.race.perform import Watch, watched
from mmtui.race.places import ground_of
from mmtui.race.replay import Move, replayed
from mmtui.race.search import DEADLOCK, LIVELOCK, Found, Limits, explore, route
from mmtui.race.sweep import sweep
from mmtui.race.tasks import QUESTIONS, Task, ground_for, tasks_of
from mmtui.scheme import Question, Scheme

IN_ORDER = 20_000
"""States that are looked at in the order of context switches; beyond it first any schedule is looked for."""
NO_BOUND = 1 << 62
_AGAIN = 8
"""Steps after which nobody takes a CPU that came nowhere for one that gets on."""


class Options(NamedTuple):
    """How a race is run."""

    swapped: bool = False
    """The kernel counts a mapping after its entry is set, and out before it is cleared."""
    without: frozenset[str] = frozenset()
    """Kinds of lock that nobody takes."""
    states: int = 5_000_000
    seconds: float = float("inf")
    counted: bool = True
    """Count the interleavings too."""


@dataclass(frozen=True)
class Verdict:
    """What a search of one race has come to."""

    race: Race
    outcome: str
    """``holds``, ``broken`` or ``unfinished``."""
    states: int = 0
    switches: int | None = None
    """Context switches: of the schedule that breaks it; up to which all schedules were looked at before a
    bound was reached; or with how many every state can be reached.  None where no order was kept."""
    reasons: tuple[str, ...] = ()
    schedule: str = ""
    """The letters of the CPUs in the order in which they step."""
    moves: tuple[Move, ...] = field(default=(), repr=False)
    runs: Runs | None = None
    """Interleavings, all and broken; None where they were not counted."""
    interrupted: bool = False

    @property
    def how_often(self) -> str:
        """Return Always, Sometimes or Never: in how many interleavings it breaks; empty if nobody knows.

        Nobody does where they were not counted, or where only one was run again.
        """
        if self.outcome == "holds" and not self.schedule:
            return "Never"
        if self.runs is None:
            return ""
        return "Always" if self.runs.broken == self.runs.every else "Sometimes"


class Arena:
    """One race, set up: where it begins, its CPUs, and who judges."""

    def __init__(self, scheme: Scheme, profile: Profile, race: Race, options: Options) -> None:
        self.race, self.options = race, options
        self.start = _start(scheme, profile, race)
        self.tasks = tasks_of(race.cpus)
        asked = _asked(self.tasks)
        ground = watched(ground_for(ground_of(self.start), self.tasks), asked)
        self.kernel = Kernel(ground, swapped=options.swapped)
        self.watch = Watch(ground, asked, options.without)
        self.judge = EndJudge(self.kernel, self.tasks, self.watch)
        self.found = Found()
        """What the search has seen so far."""

    def decided(self, tell: Callable[[int, int], None]) -> Verdict:
        """Return the verdict of a search; a scheme that misbehaves is broken, and says how.

        An interrupt ends the search, and what was covered until then is the verdict.
        """
        machines: list[Machine] = []
        limits = Limits(self.options.states, monotonic() + self.options.seconds, tell)

        def searched() -> Verdict:
            return on_machine(
                self.kernel, self.tasks, self.watch, lambda made: self._on(made, machines, limits)
            )

        try:
            return self._guarded(searched, machines)
        except KeyboardInterrupt:
            limits.stopped = True
            return self._unfinished(self.found, interrupted=True)

    def _guarded(self, run: Callable[[], Verdict], machines: list[Machine]) -> Verdict:
        try:
            return ended_when(run, lambda: _hangs(machines), seconds=BUDGET)
        except TimeLimitError as late:
            fault = str(late_fault_of(late, self.kernel.ground.scheme, self.race.name))
        except (KeyboardInterrupt, OutOfTime, UsageError):
            raise
        except BaseException as error:  # SystemExit too: a plugin does not end the program
            fault = str(fault_of(error, self.kernel.ground.scheme, None))
        return Verdict(self.race, "broken", reasons=(fault,))

    def replayed(self, schedule: str) -> Verdict:
        """Return the verdict of one schedule: its moves, and what is wrong when all CPUs are done."""

        machines: list[Machine] = []

        def run(machine: Machine) -> tuple[Move, ...]:
            # what a step is depends on what is shared, and that is found out by a search: see locks.py
            machines[:] = [machine]
            limits = Limits(until=monotonic() + self.options.seconds)
            explore(machine, lambda machine, state: (), limits.within(IN_ORDER))
            return tuple(replayed(self.kernel, self.tasks, self.watch, machine.sharing, schedule))

        return self._guarded(
            lambda: self._of_moves(schedule, on_machine(self.kernel, self.tasks, self.watch, run)), machines
        )

    def _of_moves(self, schedule: str, moves: tuple[Move, ...]) -> Verdict:
        over = {move.cpu for move in moves if move.ended} == {task.name for task in self.tasks}
        reasons = self.judge.reasons(moves[-1].memory) if moves and over else ()
        outcome = ("broken" if reasons else "holds") if over else "unfinished"
        return Verdict(self.race, outcome, len(moves), switches_in(schedule), reasons, schedule, moves)

    def _on(self, machine: Machine, machines: list[Machine], limits: Limits) -> Verdict:
        machines[:] = [machine]
        found, sure = self._searched(machine, limits)
        if not found.finished:
            return replace(self._unfinished(found), outcome="broken" if sure else "unfinished", reasons=sure)
        worth = found.broken is not None or found.states <= MOST
        runs = count_runs(machine, self.judge) if self.options.counted and worth else None
        if found.broken is None:
            switches = found.switches if found.levels else None
            return Verdict(self.race, "holds", found.states, switches, runs=runs)
        return self._broken(machine, found, found.broken, runs)

    def _searched(self, machine: Machine, limits: Limits) -> tuple[Found, tuple[str, ...]]:
        # in order as far as that is quick; then in any order, and if that finds something in order again,
        # for the fewest switches; beside it what is known to be wrong even if no schedule is found in time
        self.found = found = explore(machine, self.judge, limits.within(IN_ORDER), Found())
        sure: tuple[str, ...] = ()
        if not found.finished and not limits.reached(found.states):
            self.found = sweep(machine, self.judge, limits, Found(switches=found.switches))
            sure = self.found.reasons
        lost = doomed(machine) if self.found.finished and self.found.broken is None else set[int]()
        if lost:
            sure = (LIVELOCK,)
        if sure:
            self.found = explore(machine, self.judge, replace(limits, states=NO_BOUND), Found(), lost)
        return self.found, sure

    def _unfinished(self, found: Found, *, interrupted: bool = False) -> Verdict:
        complete = found.switches - 1 if found.switches else None
        return Verdict(self.race, "unfinished", found.states, complete, interrupted=interrupted)

    def _broken(self, machine: Machine, found: Found, state: int, runs: Runs | None) -> Verdict:
        # run again step by step, by an interpreter that shares no table with the search
        schedule = route(machine, found, state)
        if found.reasons == (LIVELOCK,):
            schedule += loop_from(machine, state)
        moves = tuple(replayed(self.kernel, self.tasks, self.watch, machine.sharing, schedule))
        reasons = self._seen_again(machine, found.reasons, moves, schedule)
        return Verdict(
            self.race, "broken", found.states, switches_in(schedule), reasons, schedule, moves, runs
        )

    def _seen_again(
        self, machine: Machine, reasons: tuple[str, ...], moves: tuple[Move, ...], schedule: str
    ) -> tuple[str, ...]:
        # the same, or what it is when the replay comes to something else
        if reasons == (DEADLOCK,):
            same = all(self._waits(machine, schedule, task) for task in self.tasks)
        elif reasons == (LIVELOCK,):
            same = moves[-1].memory in [move.memory for move in moves[:-1]]
        else:
            same = reasons == self.judge.reasons(moves[-1].memory)
        return reasons if same else (f"{self.kernel.ground.scheme.name} {_FORGETS}",)

    def _waits(self, machine: Machine, schedule: str, task: Task) -> bool:
        # after the schedule the CPU cannot step, or comes nowhere by it: who spins looks again and again
        more = schedule + task.name * _AGAIN
        try:
            moves = list(replayed(self.kernel, self.tasks, self.watch, machine.sharing, more))
        except UsageError:
            return True
        same = moves[-_AGAIN - 1].memory if schedule else self.kernel.ground.start
        return all(move.memory == same and not move.ended for move in moves[-_AGAIN:])


def switches_in(schedule: str) -> int:
    """Return how often another CPU goes on.

    >>> switches_in("aabba")
    2
    """
    return sum(one != other for one, other in pairwise(schedule))


def _start(scheme: Scheme, profile: Profile, race: Race) -> Moment:
    moment = Moment.first(scheme, profile, race.pages_per_pmd)
    for op in parse_script(race.setup, race.name):
        moment = moment.after(op)
        if moment.result.nonsense or moment.result.err:
            raise UsageError(f"{race.name}, before the race: {op}: {moment.result.err}")
    return moment


def _asked(tasks: tuple[Task, ...]) -> tuple[Question, int] | None:
    asked = [op.split() for task in tasks for op in task.ops if op.startswith("ask ")]
    if len(asked) > 1:
        raise UsageError("only one question can be asked in a race")
    for words in asked:
        if len(words) < 2 or words[1] not in QUESTIONS:
            return None  # steps_of() refuses it
        page = words[2] if len(words) > 2 and words[2].isdigit() else "0"
        return QUESTIONS[words[1]], int(page)
    return None


def _hangs(machines: list[Machine]) -> bool:
    now = monotonic()
    return any(p.entered is not None and now - p.entered > BUDGET for made in machines for p in made.programs)


_FORGETS = "does not do the same when it is run again: it keeps something outside its counters"
