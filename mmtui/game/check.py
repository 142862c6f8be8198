"""What is proved of a scenario before anybody plays it: it runs, and it is graded as its author says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmtui.catalog import Catalog
from mmtui.errors import MmtuiError, PluginError
from mmtui.fault import SchemeBroke
from mmtui.game.answers import NoAnswer, Value, right_answer
from mmtui.game.grading import Outcome, grade
from mmtui.game.session import Session
from mmtui.game.trial import Trial, prepare
from mmtui.scenario import Answer, FindAsk, Scenario, Step, answered
from mmtui.timeline import Timeline

FEWEST_HINTS = 2

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_CITES = (
    r'commit [0-9a-f]{12} \("[^"]+"\) \(in v[0-9]+\.[0-9]+\)',
    r"[A-Za-z_]\w*\(\) in [\w./-]+\.[chS]",
    r"Documentation/[\w./-]+\.rst",
    rf'[^",]+, "[^"]+", [\w.-]+, (?:[0-9]{{1,2}} )?(?:{_MONTHS}) [0-9]{{4}}',
)
_CITE = re.compile("|".join(f"(?:{form})" for form in _CITES))


def check_scenario(scenario: Scenario, catalog: Catalog) -> tuple[str, ...]:
    """Return everything that is wrong with a scenario, a sentence each: which step, what, and the remedy.

    None means that it runs, that it is unsolved as shipped, that the reference answers solve it, that
    every answer which is listed as wrong is refused, and that hints, debrief and sources are there.

    Raises ``PluginError`` when a plugin breaks, for then nothing is known of the scenario.
    """
    return tuple(f"{scenario.id}: {problem}" for problem in _problems(scenario, catalog))


def _problems(scenario: Scenario, catalog: Catalog) -> Iterator[str]:
    yield from _texts(scenario)
    try:
        trial = prepare(scenario, catalog)
        failed = list(_run(trial, prepare(scenario, catalog)))
    except PluginError:
        raise
    except MmtuiError as error:
        yield f"it cannot run: {str(error).removeprefix(f'{scenario.id}: ')}"
        return
    # an answer computed from a run that makes no sense is worth nothing
    yield from failed or _steps(trial)


# -- texts


def _texts(scenario: Scenario) -> Iterator[str]:
    for number, step in enumerate(scenario.steps):
        if len(step.hints) < FEWEST_HINTS:
            has = _count(len(step.hints), "hint")
            yield f"step {number}: it has {has}; give at least {FEWEST_HINTS}, each telling more"
        elif len(set(step.hints)) < len(step.hints):
            yield f"step {number}: two hints are the same; let each tell more than the one before"
    if not scenario.debrief.strip():
        yield "it has no debrief; say in two sentences what was to be learnt"
    if not scenario.cites:
        yield "it cites nothing; name the function or commit where this lives in the kernel"
    for cite in scenario.cites:
        if not _CITE.fullmatch(cite):
            yield (
                f"{cite!r} is not a citation; write 'commit 53f9263baba6 (\"its subject\") (in v4.5)', "
                "'function() in mm/file.c', or 'Author, \"subject\", linux-mm, December 2021' for a mail"
            )


# -- the run


def _run(trial: Trial, again: Trial) -> Iterator[str]:
    """Yield what is wrong with the run under any scheme that the scenario names."""
    if trial.ops != again.ops:
        yield "its workload makes other operations each time; they must be the same for the same parameters"
        return
    for name in dict.fromkeys((trial.scenario.machine.scheme, *trial.scenario.machine.schemes)):
        end = trial.timeline(name)[len(trial.ops)]
        if end.fault is not None:
            raise SchemeBroke(end.fault)
    for n, op in enumerate(trial.ops, 1):
        result = trial.timeline()[n].result
        if result.rc == -2:
            yield f"operation {n}, {op}, makes no sense: {result.err}; correct the script"


# -- steps and answers


def _steps(trial: Trial) -> Iterator[str]:
    scenario = trial.scenario
    asked, given = len(scenario.steps), len(scenario.solution.steps)
    if asked != given:
        yield f"[solution] has {_count(given, 'answer')} for {_count(asked, 'step')}; give one for each"
    for number, step in enumerate(scenario.steps):
        try:
            right = right_answer(trial.timeline(), step)
        except NoAnswer as error:
            yield f"step {number}: the run has no answer: {error}; {_remedy(trial, step)}"
            continue
        yield from _solution(trial, number, right)
        yield from _unsolved(trial, number)
        yield from _wrong_answers(trial, number)
        yield from _rejects(trial, number)


def _remedy(trial: Trial, step: Step) -> str:
    if step.at is not None and not 1 <= step.at <= len(trial.ops):
        return f'"at" is the number of an operation, 1 to {len(trial.ops)}'
    return "ask for something that happens in it"


def _solution(trial: Trial, number: int, right: Value) -> Iterator[str]:
    for answer in trial.scenario.solution.steps[number : number + 1]:
        verdict = grade(trial, number, str(answer))
        if verdict.outcome is not Outcome.SOLVED:
            says = _said(trial.timeline(), trial.scenario.steps[number], right)
            yield f"step {number}: the run says {says}, [solution] says {answer!r}; correct one of the two"


def _said(timeline: Timeline, step: Step, right: Value) -> str:
    return f"{right} {timeline.ops[right.number - 1]}" if isinstance(step.ask, FindAsk) else str(right)


def _unsolved(trial: Trial, number: int) -> Iterator[str]:
    """Yield how a step is solved by somebody who has done nothing for it."""
    if grade(trial, number, "").outcome is Outcome.SOLVED:
        yield f"step {number}: an empty answer solves it; ask for something else"
    if not isinstance(trial.scenario.steps[number].ask, FindAsk):
        return
    for cursor in dict.fromkeys(_standing(trial, number)):
        if grade(trial, number, str(cursor)).outcome is Outcome.SOLVED:
            yield (
                f"step {number}: the answer is operation {cursor}, where the player may stand already; "
                "ask it earlier or later, or for something else"
            )


def _standing(trial: Trial, number: int) -> Iterator[int]:
    """Yield where a player may stand who has not looked: at the start, or at what was predicted last."""
    yield Session.begin(trial).cursor
    for step in reversed(trial.scenario.steps[:number]):
        if step.at is not None:
            yield step.at
            return


def _wrong_answers(trial: Trial, number: int) -> Iterator[str]:
    for wrong in trial.scenario.steps[number].wrong:
        if problem := _not_refused(trial, number, wrong.answer, '"wrong"'):
            yield problem
        elif answered(wrong.because) not in grade(trial, number, str(wrong.answer)).lines:
            yield f"step {number}: who answers {wrong.answer!r} is not told why; write it as players do"


def _rejects(trial: Trial, number: int) -> Iterator[str]:
    by_value = not isinstance(trial.scenario.steps[number].ask, FindAsk)
    for reject in trial.scenario.solution.reject:
        if reject.step != number or (by_value and _unread(trial, number, reject.answer)):
            continue  # an operation is no value, so it is refused
        if problem := _not_refused(trial, number, reject.answer, '"reject"'):
            yield problem


def _unread(trial: Trial, number: int, answer: Answer) -> bool:
    return grade(trial, number, str(answer)).outcome is Outcome.UNREAD


def _not_refused(trial: Trial, number: int, answer: Answer, where: str) -> str:
    verdict = grade(trial, number, str(answer))
    if verdict.outcome is Outcome.SOLVED:
        return f"step {number}: {answer!r} is in {where}, and the run says that it is right; take it out"
    if verdict.outcome is not Outcome.NOT_YET:
        return f"step {number}: {answer!r} in {where} cannot be read as an answer: {verdict.lines[0]}"
    return ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
