"""Whether an ``act`` is as its author says: what can be picked, its goal, and its par."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.errors import ScriptError
from mmtui.fault import SchemeBroke
from mmtui.game.acting import grade_act, run_text, start_of
from mmtui.game.attempt import Attempt
from mmtui.game.goals import clause_text, ticks
from mmtui.game.shortest import shortest
from mmtui.game.trial import Trial
from mmtui.game.verdict import Outcome
from mmtui.model.ops import VERBS, parse_op
from mmtui.scenario import ActAsk, CheckerAsk, Code, Finding, Step, listed, nearest
from mmtui.scenario.challenges import ANY
from mmtui.scenario.positions import KeyPath


def act_findings(trial: Trial, number: int) -> Iterator[Finding]:
    """Yield what is wrong with an ``act`` (a step, counted from 0) and its solutions."""
    step = trial.scenario.steps[number]
    found = [*_names(trial, number, step), *_picks(number, step)]
    yield from found
    if found:
        return
    yield from _unsolved(trial, number, step)
    solved = list(_answers(trial, number, step))
    yield from solved
    if not solved:
        yield from _par(trial, number, step)


def _names(trial: Trial, number: int, step: Step) -> Iterator[Finding]:
    assert isinstance(step.ask, ActAsk)
    known = (ANY, *trial.catalog.checkers)
    for at, clause in enumerate(step.ask.goal):
        if isinstance(clause.ask, CheckerAsk) and clause.ask.checker not in known:
            path = ("step", number, "goal", at, "checker")
            message = f'there is no checker "{clause.ask.checker}"'
            yield Finding("value", path, Code.UNKNOWN_NAME, message, _instead(clause.ask.checker, known))
    for at, verb in enumerate(step.ask.verbs):
        if verb not in VERBS:
            message, remedy = f'there is no operation "{verb}"', _instead(verb, VERBS)
            yield Finding("value", ("step", number, "verbs", at), Code.UNKNOWN_NAME, message, remedy)


def _instead(name: str, known: tuple[str, ...]) -> str:
    near = nearest(name, known)
    return f'did you mean "{near}"?' if near else f"known are {listed(known, 'and')}"


def _picks(number: int, step: Step) -> Iterator[Finding]:
    assert isinstance(step.ask, ActAsk)
    for at, text in enumerate(step.ask.ops):
        path = ("step", number, "ops", at)
        try:
            op = parse_op(text)
        except ScriptError as error:
            yield Finding("value", path, Code.OPERATION, error.problem)
            continue
        if op.verb not in step.ask.verbs:
            message = f'"{text}" can be picked, and {op.verb} is not among "verbs"'
            yield Finding("value", path, Code.CONTRADICTION, message, "add it there, or take this out")


def _unsolved(trial: Trial, number: int, step: Step) -> Iterator[Finding]:
    assert isinstance(step.ask, ActAsk)
    start = start_of(trial, step)
    run = trial.branch(Attempt(start))
    try:
        now = ticks(run, start, start, step.ask, trial.catalog)
    except SchemeBroke as error:
        yield Finding("value", ("step", number, "goal"), Code.NO_ANSWER, str(error))
        return
    if all(tick.holds for tick in now):
        message = "the goal holds before anything is done"
        yield Finding("value", ("step", number, "goal"), Code.THIN, message, "ask for something else")


def _answers(trial: Trial, number: int, step: Step) -> Iterator[Finding]:
    solution = trial.scenario.solution
    for answer in solution.steps[number : number + 1]:
        verdict = grade_act(trial, step, str(answer))
        if verdict.outcome is not Outcome.SOLVED:
            why = verdict.lines[0].rstrip(".")
            message = f"question {number + 1} is not solved by {answer}: {why}"
            yield _wrong(("solution", "steps", number), message)
    for at, reject in enumerate(solution.reject):
        if reject.step != number:
            continue
        path = ("solution", "reject", at, 1)
        match grade_act(trial, step, str(reject.answer)).outcome:
            case Outcome.SOLVED:
                message = f'question {number + 1}: "{reject.answer}" is in "reject", and it reaches the goal'
                yield _wrong(path, message, "take it out")
            case Outcome.UNREAD | Outcome.TOOL_ERROR:
                message = f'question {number + 1}: "{reject.answer}" in "reject" cannot be run'
                yield _wrong(path, message, "write operations that can be done, one after the other")


def _par(trial: Trial, number: int, step: Step) -> Iterator[Finding]:
    assert isinstance(step.ask, ActAsk)
    path, par = ("step", number, "par"), step.ask.par
    found = shortest(trial, step, par)
    if found.ops is None and not found.whole:
        message = f"par cannot be proved: more than {found.states:,} states"
        yield Finding("value", path, Code.THIN, message, "offer fewer operations to pick, or a shorter run")
    elif found.ops is None:
        message = f"no run of {par} picked operations reaches the goal: {_goal(step.ask)}"
        yield _wrong(path, message, 'offer more in "ops", or raise par')
    elif len(found.ops) < par:
        message = f"par is {par}, and {len(found.ops)} will do: {run_text(found.ops)}"
        yield _wrong(path, message, f"write {len(found.ops)}")


def _goal(ask: ActAsk) -> str:
    return ", and ".join(clause_text(clause) for clause in ask.goal)


def _wrong(path: KeyPath, message: str, remedy: str = "correct one of the two") -> Finding:
    return Finding("value", path, Code.WRONG_ANSWER, message, remedy)
