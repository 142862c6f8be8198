"""Whether a scenario is graded as its author says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mmtui.game.answers import right_answer
from mmtui.game.check_acts import act_findings
from mmtui.game.check_builds import build_findings
from mmtui.game.check_names import name_findings
from mmtui.game.check_races import race_findings
from mmtui.game.grading import Outcome, Verdict, grade
from mmtui.game.predicting import counter_of
from mmtui.game.session import Session
from mmtui.game.trial import Trial
from mmtui.game.value import NoAnswer, Value
from mmtui.scenario import (
    ActAsk,
    Answer,
    BuildAsk,
    Code,
    FindAsk,
    Finding,
    NameAsk,
    PredictAsk,
    RaceAsk,
    Step,
    answered,
    listed,
    nearest,
)

_MOST_LISTED = 8
_CHALLENGES: Mapping[type, Callable[[Trial, int], Iterator[Finding]]] = {
    ActAsk: act_findings,
    NameAsk: name_findings,
    RaceAsk: race_findings,
    BuildAsk: build_findings,
}


def answer_findings(trial: Trial, number: int) -> Iterator[Finding]:
    """Yield what is wrong with a step (counted from 0) and its answers."""
    if check := _CHALLENGES.get(type(trial.scenario.steps[number].ask)):
        yield from check(trial, number)
        return
    if unanswered := list(no_answer(trial, number)):
        yield from unanswered
        return
    right = right_answer(trial.timeline(), trial.scenario.steps[number])
    yield from _solution(trial, number, right)
    yield from _unsolved(trial, number)
    yield from _wrong_answers(trial, number)
    yield from _rejects(trial, number)


def no_answer(trial: Trial, number: int) -> Iterator[Finding]:
    """Yield why the run has no answer to a step; nothing if it has one."""
    step, timeline = trial.scenario.steps[number], trial.timeline()
    if not isinstance(step.ask, FindAsk | PredictAsk):
        return  # it has many
    try:
        right_answer(timeline, step)
    except NoAnswer as error:
        yield _unanswered(number, step, error)
        # of a folio that does not exist no counter was asked for
        if isinstance(step.ask, PredictAsk) and step.ask.subject == "counter" and error.key == "folio":
            try:
                counter_of(timeline.scheme, step.ask.name)
            except NoAnswer as unknown:
                yield _unanswered(number, step, unknown)


def _unanswered(number: int, step: Step, error: NoAnswer) -> Finding:
    path = ("step", number, *(("ask", error.key) if error.key else ("at",)))
    return Finding("value", path, Code.NO_ANSWER, f"the run has no answer: {error}", _instead(step, error))


def _instead(step: Step, error: NoAnswer) -> str:
    if not error.known:
        return "ask for something that happens in it"
    given = getattr(step.ask, "name" if error.key == "counter" else error.key)
    if near := nearest(given, error.known):
        return f'did you mean "{near}"?'
    known = sorted(error.known, key=lambda name: (len(name), name))
    few, rest = known[:_MOST_LISTED], known[_MOST_LISTED:]
    return f"known here: {', '.join(few)}{f' and {len(rest)} more' if rest else ''}"


def _solution(trial: Trial, number: int, right: Value) -> Iterator[Finding]:
    for answer in trial.scenario.solution.steps[number : number + 1]:
        verdict = grade(trial, number, str(answer))
        if verdict.outcome is not Outcome.SOLVED:
            step = trial.scenario.steps[number]
            says = _said(trial, step, right)
            message = f"question {number + 1}: the run says {says}, [solution] says {_text(answer)}"
            yield _wrong(
                ("solution", "steps", number),
                message,
                _how(trial, step, answer, verdict) or "correct one of the two",
            )


def _said(trial: Trial, step: Step, right: Value) -> str:
    if isinstance(step.ask, FindAsk):
        return f"{_text(str(trial.ops[right.number - 1]))} (operation {right.number})"
    return str(right)


def _unsolved(trial: Trial, number: int) -> Iterator[Finding]:
    """Yield how a step is solved by somebody who has done nothing for it."""
    if not isinstance(trial.scenario.steps[number].ask, FindAsk):
        return
    for cursor in dict.fromkeys(_standing(trial, number)):
        if grade(trial, number, str(cursor)).outcome is Outcome.SOLVED:
            message = f"the answer is operation {cursor}, where the player may stand already"
            remedy = "ask it earlier or later, or for something else"
            yield Finding("value", ("step", number, "ask"), Code.THIN, message, remedy)


def _standing(trial: Trial, number: int) -> Iterator[int]:
    """Yield where a player may stand who has not looked: at the start, or at what was predicted last."""
    yield Session.begin(trial).cursor
    for step in reversed(trial.scenario.steps[:number]):
        if step.at is not None:
            yield step.at
            return


def _wrong_answers(trial: Trial, number: int) -> Iterator[Finding]:
    for at, wrong in enumerate(trial.scenario.steps[number].wrong):
        path = ("step", number, "wrong", at, "answer")
        if problem := _not_refused(trial, number, wrong.answer, path, '"wrong"'):
            yield problem
        elif answered(wrong.because) not in grade(trial, number, str(wrong.answer)).lines:
            message = f"who answers {_text(wrong.answer)} to question {number + 1} is not told why"
            yield _wrong(path, message, "write it as players do")


def _rejects(trial: Trial, number: int) -> Iterator[Finding]:
    by_value = not isinstance(trial.scenario.steps[number].ask, FindAsk)
    for at, reject in enumerate(trial.scenario.solution.reject):
        if reject.step != number or (by_value and _unread(trial, number, reject.answer)):
            continue  # an operation is no value, so it is refused
        path = ("solution", "reject", at, 1)
        if problem := _not_refused(trial, number, reject.answer, path, '"reject"'):
            yield problem


def _unread(trial: Trial, number: int, answer: Answer) -> bool:
    return grade(trial, number, str(answer)).outcome is Outcome.UNREAD


def _not_refused(
    trial: Trial, number: int, answer: Answer, path: tuple[str | int, ...], where: str
) -> Finding | None:
    verdict = grade(trial, number, str(answer))
    if verdict.outcome is Outcome.SOLVED:
        message = f"question {number + 1}: {_text(answer)} is in {where}, and the run says that it is right"
        return _wrong(path, message, "take it out")
    if verdict.outcome is not Outcome.NOT_YET:
        message = f"question {number + 1}: {_text(answer)} in {where} cannot be read as an answer"
        return _wrong(path, message, _how(trial, trial.scenario.steps[number], answer, verdict))
    return None


def _how(trial: Trial, step: Step, answer: Answer, verdict: Verdict) -> str:
    """Return how an answer that could not be read is to be written; empty for one that was."""
    if verdict.outcome is not Outcome.UNREAD:
        return ""
    if isinstance(step.ask, FindAsk):
        ops = [str(op) for op in trial.ops]
        numbers = [str(n) for n, op in enumerate(ops, 1) if op == " ".join(str(answer).split())]
        if numbers:
            return f"there are {len(numbers)} such operations; write the number of one: {listed(numbers)}"
        if near := nearest(str(answer), ops):
            return f'did you mean "{near}"?'
    line = verdict.lines[0].rstrip(".")
    return line[:1].lower() + line[1:]


def _wrong(path: tuple[str | int, ...], message: str, remedy: str) -> Finding:
    return Finding("value", path, Code.WRONG_ANSWER, message, remedy)


def _text(answer: Answer) -> str:
    return f'"{answer}"' if isinstance(answer, str) else str(answer)
