"""Whether a ``name`` is as its author says: one scheme fits what was read, and it is the one in the file."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.game.naming import grade_name, misfit, named
from mmtui.game.trial import Trial
from mmtui.game.verdict import Outcome
from mmtui.scenario import Answer, Code, Finding, NameAsk
from mmtui.scenario.positions import KeyPath


def name_findings(trial: Trial, number: int) -> Iterator[Finding]:
    """Yield what is wrong with a ``name`` (a step, counted from 0) and its answers."""
    step, solution = trial.scenario.steps[number], trial.scenario.solution
    assert isinstance(step.ask, NameAsk), "only readings have a scheme to be named"
    fitting = [name for name in named(trial) if not misfit(trial, step.ask, name)]
    if len(fitting) != 1:
        message = (
            f"question {number + 1}: the readings fit {' and '.join(fitting) or 'no scheme that is offered'}"
        )
        remedy = "give readings that fit one scheme"
        yield Finding("value", ("step", number, "readings"), Code.NO_ANSWER, message, remedy)
        return
    for answer in solution.steps[number : number + 1]:
        yield from _graded(trial, number, answer, Outcome.SOLVED, ("solution", "steps", number))
    for at, wrong in enumerate(step.wrong):
        yield from _graded(
            trial, number, wrong.answer, Outcome.NOT_YET, ("step", number, "wrong", at, "answer")
        )
    for at, reject in enumerate(solution.reject):
        if reject.step == number:
            yield from _graded(trial, number, reject.answer, Outcome.NOT_YET, ("solution", "reject", at, 1))


def _graded(trial: Trial, number: int, answer: Answer, wanted: Outcome, path: KeyPath) -> Iterator[Finding]:
    verdict = grade_name(trial, trial.scenario.steps[number], str(answer))
    if verdict.outcome is not wanted:
        message = (
            f"question {number + 1}: {answer} is {verdict.outcome.value}: {verdict.lines[0].rstrip('.')}"
        )
        yield Finding("value", path, Code.WRONG_ANSWER, message, "correct one of the two")
