"""A ``race``: the player's schedule, run and judged, and what a search says of all schedules."""

from __future__ import annotations

import re
from collections.abc import Callable

from mmtui.counted import counted
from mmtui.errors import UsageError
from mmtui.game.acting import start_of
from mmtui.game.trial import Trial
from mmtui.game.verdict import Outcome, Verdict
from mmtui.kernel.profile import profile_of
from mmtui.race.arena import Arena
from mmtui.race.battery import Race
from mmtui.race.perform import lock_kinds
from mmtui.race.verdict import Options
from mmtui.race.verdict import Verdict as Decided
from mmtui.scenario import RaceAsk, Step

HOLDS = "holds"
"""What a player answers who thinks that no schedule breaks the scheme."""
MOST_STATES = 1_000_000
MOST_SECONDS = 60.0
MOST_STEPS = 2_000
"""Of a schedule that is typed."""

_HOLDS = frozenset({HOLDS, "never", "it holds", "cannot be broken", "it cannot be broken"})


def arena_of(trial: Trial, step: Step) -> Arena:
    """Return the race of a step, set up: where it begins, and its CPUs.

    Raises ``UsageError`` for an operation that is none of a race or a lock that there is not.
    """
    assert isinstance(step.ask, RaceAsk), "only a race is run on CPUs"
    machine, setup = trial.scenario.machine, trial.ops[: start_of(trial, step)]
    race = Race(
        trial.scenario.id,
        trial.scenario.title,
        "\n".join(map(str, setup)),
        step.ask.cpus,
        machine.pages_per_pmd,
    )
    options = Options(
        step.ask.swapped, lock_kinds(step.ask.without), MOST_STATES, MOST_SECONDS, counted=False
    )
    profile = profile_of(machine.kernel, machine.rules)
    return Arena(trial.catalog.scheme(machine.scheme), profile, race, options)


def decided(
    trial: Trial, step: Step, tell: Callable[[int, int], None] = lambda states, switches: None
) -> Decided:
    """Return what a search says of all schedules: the shortest that breaks the scheme, or that it holds.

    It is searched once for each step of a trial.  Raises as ``arena_of()`` does.
    """
    key = trial.scenario.steps.index(step)
    if key not in trial.decided:
        trial.decided[key] = arena_of(trial, step).decided(tell)
    return trial.decided[key]


def grade_race(trial: Trial, step: Step, text: str) -> Verdict:
    """Return what a schedule is worth, or the claim that there is none."""
    said = " ".join(text.lower().split())
    if said in _HOLDS:
        return _grade_holds(trial, step)
    schedule = re.sub(r"[\s,]", "", said)
    if not re.fullmatch(r"[a-h]+", schedule) or len(schedule) > MOST_STEPS:
        return Verdict(Outcome.UNREAD, (_FORM,))
    try:
        ran = arena_of(trial, step).replayed(schedule)
    except UsageError as error:
        return Verdict(Outcome.UNREAD, (refusal(error),))
    return _worth(ran, schedule)


def misbehaves(found: Decided) -> str:
    """Return how the scheme breaks the rules of schemes, by which no race is won; empty if it does not."""
    return found.reasons[0].rstrip(".") if found.outcome == "broken" and not found.schedule else ""


def refusal(error: UsageError) -> str:
    """Return as a sentence why a schedule cannot be run."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def _worth(ran: Decided, schedule: str) -> Verdict:
    if ran.outcome == "unfinished":
        line = f"After {counted(len(ran.moves), 'step')} not all CPUs are done: the schedule must go on."
        return Verdict(Outcome.UNREAD, (line,))
    if fault := misbehaves(ran):
        return Verdict(Outcome.TOOL_ERROR, (f"This is not your mistake: {fault}.",))
    if ran.outcome == "broken":
        switches = counted(ran.switches or 0, "context switch")
        lines = (
            f"It is broken, with {switches}.",
            *(f"{reason[:1].upper()}{reason[1:]}." for reason in ran.reasons),
        )
        return Verdict(Outcome.SOLVED, lines, schedule)
    line = "Not yet: after this schedule the scheme still tells the truth."
    return Verdict(Outcome.NOT_YET, (line,), schedule)


def _grade_holds(trial: Trial, step: Step) -> Verdict:
    found = decided(trial, step)
    if fault := misbehaves(found):
        return Verdict(Outcome.TOOL_ERROR, (f"This is not your mistake: {fault}.",))
    match found.outcome:
        case "holds":
            states = counted(found.states, "state")
            return Verdict(
                Outcome.SOLVED, (f"It holds in every order of steps: {states} were looked at.",), HOLDS
            )
        case "broken":
            return Verdict(Outcome.NOT_YET, ("Not yet: there is an order of steps that breaks it.",), HOLDS)
    return Verdict(Outcome.TOOL_ERROR, ("This is not your mistake: the search has come to no end.",))


_FORM = 'Answer with the letters of the CPUs in the order of their steps, such as "abba", or with "holds".'
