"""One race, set up: searched for the order of steps that breaks a scheme, or run in one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from mmtui.errors import UsageError
from mmtui.fault import fault_of, late_fault_of
from mmtui.interrupt import is_ctrl_c
from mmtui.kernel.profile import Profile
from mmtui.limit import BUDGET, OutOfTime, TimeLimitError, ended_when
from mmtui.race.asking import lacking
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
from mmtui.race.start import asked_in, moment_before
from mmtui.race.sweep import sweep
from mmtui.race.tasks import Task, ground_for, tasks_of
from mmtui.race.verdict import Options, Verdict, switches_in
from mmtui.scheme import Question, Scheme

IN_ORDER = 20_000
"""States that are looked at in the order of context switches; beyond it first any schedule is looked for."""
NO_BOUND = 1 << 62
_AGAIN = 8
"""Steps after which nobody takes a CPU that came nowhere for one that gets on."""


class Arena:
    """One race, set up: where it begins, its CPUs, and who judges."""

    def __init__(self, scheme: Scheme, profile: Profile, race: Race, options: Options) -> None:
        self.race, self.options = race, options
        self.tasks = tasks_of(race.cpus)
        self.start = moment_before(race, scheme, profile)
        asked = asked_in(self.tasks)
        ground = ground_for(ground_of(self.start), self.tasks, self.start.world.names)
        ground = watched(ground, asked)
        self.kernel = Kernel(ground, options.order)
        self.watch = Watch(ground, asked, options.without)
        self.judge = EndJudge(self.kernel, self.tasks, self.watch)
        self.found = Found()
        """What the search has seen so far."""

    @property
    def unanswered(self) -> str:
        """What is asked in this race and the scheme does not say, or not for certain; empty if nothing is."""
        asked, scheme = self.watch.asked, self.kernel.ground.scheme
        if asked is None:
            return ""
        if not isinstance(asked[0], Question):
            words = " and ".join(question.value for question in lacking(scheme))
            return f"does not know {words} for certain" if words else ""
        answers = asked[0] in scheme.exact | scheme.estimates
        return "" if answers else f"does not answer {asked[0].value}"

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
        if self.start.fault is not None:  # it has broken before the race began
            return Verdict(self.race, "broken", reasons=(str(self.start.fault),))
        try:
            return ended_when(run, lambda: _hangs(machines), seconds=BUDGET)
        except TimeLimitError as late:
            fault = str(late_fault_of(late, self.kernel.ground.scheme, self.race.name))
        except (OutOfTime, UsageError):
            raise
        except BaseException as error:  # SystemExit too: a plugin does not end the program
            if is_ctrl_c(error):
                raise
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
        moves, whole = self._run_again(machine, schedule)
        reasons = self._seen_again(machine, found.reasons, moves, schedule) if whole else (self._forgets,)
        schedule = schedule[: len(moves)]
        return Verdict(
            self.race, "broken", found.states, switches_in(schedule), reasons, schedule, moves, runs
        )

    def _run_again(self, machine: Machine, schedule: str) -> tuple[tuple[Move, ...], bool]:
        # the moves, and whether these are all: who keeps something elsewhere may not be able to step any more
        moves: list[Move] = []
        try:
            for move in replayed(self.kernel, self.tasks, self.watch, machine.sharing, schedule):
                moves.append(move)  # one by one, to have those before the one that cannot be made
        except UsageError:
            return tuple(moves), False
        return tuple(moves), True

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
        return reasons if same else (self._forgets,)

    @property
    def _forgets(self) -> str:
        again = "does not do the same when it is run again: it keeps something outside its counters"
        return f"{self.kernel.ground.scheme.name} {again}"

    def _waits(self, machine: Machine, schedule: str, task: Task) -> bool:
        # after the schedule the CPU cannot step, or comes nowhere by it: who spins looks again and again
        more = schedule + task.name * _AGAIN
        try:
            moves = list(replayed(self.kernel, self.tasks, self.watch, machine.sharing, more))
        except UsageError:
            return True
        same = moves[-_AGAIN - 1].memory if schedule else self.kernel.ground.start
        return all(move.memory == same and not move.ended for move in moves[-_AGAIN:])


def _hangs(machines: list[Machine]) -> bool:
    now = monotonic()
    return any(p.entered is not None and now - p.entered > BUDGET for made in machines for p in made.programs)
