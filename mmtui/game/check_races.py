"""Whether a ``race`` is as its author says: its CPUs can run, and the search says what the file says."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.errors import UsageError
from mmtui.game.racing import HOLDS, arena_of, decided, grade_race, misbehaves
from mmtui.game.trial import Trial
from mmtui.game.verdict import Outcome
from mmtui.scenario import Code, Finding, RaceAsk
from mmtui.scenario.positions import KeyPath


def race_findings(trial: Trial, number: int) -> Iterator[Finding]:
    """Yield what is wrong with a ``race`` (a step, counted from 0) and its solutions."""
    step = trial.scenario.steps[number]
    assert isinstance(step.ask, RaceAsk), "only a race is run on CPUs"
    try:
        arena_of(trial, step)
    except UsageError as error:
        yield Finding("value", ("step", number, "cpus"), Code.OPERATION, str(error))
        return
    found = decided(trial, step)
    if fault := misbehaves(found):
        message = f"the race cannot be run: {fault}"
        yield Finding("value", ("step", number, "cpus"), Code.NO_ANSWER, message, "take another scheme")
        return
    if found.outcome != step.ask.wanted:
        said = f'"{found.outcome}" after {found.states:,} states'
        message = f'the search says {said}, and the file "{step.ask.wanted}"'
        bounded = found.outcome == "unfinished"
        remedy = "make it smaller" if bounded else f'write wanted = "{found.outcome}"'
        yield Finding("value", ("step", number, "wanted"), Code.WRONG_ANSWER, message, remedy)
    yield from _answers(trial, number)
    if step.ask.wanted == "broken":
        yield from _holds_is_refused(trial, number)


def _answers(trial: Trial, number: int) -> Iterator[Finding]:
    step, solution = trial.scenario.steps[number], trial.scenario.solution
    for answer in solution.steps[number : number + 1]:
        verdict = grade_race(trial, step, str(answer))
        if verdict.outcome is not Outcome.SOLVED:
            message = f"question {number + 1} is not solved by {answer}: {verdict.lines[0]}"
            yield _wrong(("solution", "steps", number), message)
    for at, reject in enumerate(solution.reject):
        if reject.step != number:
            continue
        if grade_race(trial, step, str(reject.answer)).outcome is not Outcome.NOT_YET:
            refused = f'"{reject.answer}" is in "reject"'
            message = f"question {number + 1}: {refused}, and it is right or no schedule"
            yield _wrong(("solution", "reject", at, 1), message)


def _holds_is_refused(trial: Trial, number: int) -> Iterator[Finding]:
    rejected = {str(reject.answer) for reject in trial.scenario.solution.reject if reject.step == number}
    if HOLDS not in rejected:
        message = f'question {number + 1}: nothing says that "{HOLDS}" is refused'
        yield Finding("value", ("solution", "reject"), Code.THIN, message, f'add [{number}, "{HOLDS}"]')


def _wrong(path: KeyPath, message: str) -> Finding:
    return Finding("value", path, Code.WRONG_ANSWER, message.rstrip("."), "correct one of the two")
