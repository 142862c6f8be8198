"""Whether a ``build`` is as its author says: it cannot be solved as it starts, and can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mmtui.catalog.exercises import exercise_text
from mmtui.errors import UsageError
from mmtui.game.trial import Trial
from mmtui.game.verdict import Outcome, Verdict
from mmtui.scenario import BuildAsk, Code, Finding, Step, nearest
from mmtui.scheme import Question

_CLAIMED: Mapping[str, tuple[str, ...]] = {
    "exact": tuple(question.value for question in Question),
    "never_misses": (Question.SHARED.value, Question.PARTLY_MAPPED.value),
    "never_invents": (Question.PARTLY_MAPPED.value,),
}


def build_findings(trial: Trial, number: int) -> Iterator[Finding]:
    """Yield what is wrong with a ``build`` (a step, counted from 0) and its solutions."""
    step = trial.scenario.steps[number]
    assert isinstance(step.ask, BuildAsk), "only what is built is examined"
    named = list(unknown_names(number, step.ask))
    yield from named
    if named:
        return
    if _worth(trial, step, step.ask.start).outcome is not Outcome.NOT_YET:
        message = f"question {number + 1} is solved by the file that the player begins with"
        yield Finding("value", ("step", number, "start"), Code.THIN, message, "leave more to be done")
    yield from _answers(trial, number)


def unknown_names(number: int, ask: BuildAsk) -> Iterator[Finding]:
    """Yield what a ``build`` (a step, counted from 0) names that there is not; it cannot be played then."""
    try:
        exercise_text(ask.start)
    except UsageError as error:
        yield Finding("value", ("step", number, "start"), Code.UNKNOWN_NAME, str(error))
    for key in ("exact", "never_misses", "never_invents"):
        for at, name in enumerate(getattr(ask, key)):
            if name not in _CLAIMED[key]:
                path = ("step", number, key, at)
                yield Finding("value", path, Code.UNKNOWN_NAME, *_unknown(name, key))


def _unknown(name: str, key: str) -> tuple[str, str]:
    # the message, and the remedy
    known = _CLAIMED[key]
    near = nearest(name, known)
    remedy = f'did you mean "{near}"?' if near else f"there are {', '.join(known)}"
    if name in _CLAIMED["exact"]:
        return f'"{name}" cannot be promised in "{key}"', remedy
    return f'there is no question "{name}"', remedy


def _answers(trial: Trial, number: int) -> Iterator[Finding]:
    step, solution = trial.scenario.steps[number], trial.scenario.solution
    for answer in solution.steps[number : number + 1]:
        verdict = _worth(trial, step, str(answer))
        if verdict.outcome is not Outcome.SOLVED:
            message = f"question {number + 1} is not solved by {answer}: {verdict.lines[0].rstrip('.')}"
            yield Finding("value", ("solution", "steps", number), Code.WRONG_ANSWER, message)
    for at, reject in enumerate(solution.reject):
        if reject.step != number:
            continue
        if _worth(trial, step, str(reject.answer)).outcome is not Outcome.NOT_YET:
            refused = f'"{reject.answer}" is in "reject"'
            message = f"question {number + 1}: {refused}, and it passes or is no scheme"
            yield Finding("value", ("solution", "reject", at, 1), Code.WRONG_ANSWER, message, "take it out")


def _worth(trial: Trial, step: Step, name: str) -> Verdict:
    from mmtui.game.building import grade_build  # every scenario that is opened is checked, and few build

    return grade_build(trial, step, name)
