"""An ``act``: the player's operations are read, run, and held against the goal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mmtui.counted import counted
from mmtui.errors import ScriptError
from mmtui.fault import SchemeBroke
from mmtui.game.attempt import Attempt, Ops
from mmtui.game.goals import Tick, ticks
from mmtui.game.trial import Trial
from mmtui.game.verdict import Outcome, Verdict
from mmtui.model.opforms import GLOBAL
from mmtui.model.ops import VERBS, Op, parse_op
from mmtui.moment import Moment
from mmtui.scenario import ActAsk, Step, listed, nearest
from mmtui.scenario.words import one_line

MOST_OPS = 200
"""Operations of one attempt."""


def start_of(trial: Trial, step: Step) -> int:
    """Return how many of the scenario's operations have run when the player takes over."""
    return len(trial.ops) if step.at is None else max(trial.nr_setup, step.at - 1)


def read_op(ask: ActAsk, moment: Moment, text: str) -> Op | str:
    """Return the operation that was typed, or a sentence that says what is wrong with it."""
    try:
        op = parse_op(text)
    except ScriptError as error:
        return _unread(ask, text, error.problem)
    if op.verb not in ask.verbs:
        return f"{op.verb} is not allowed here; allowed are {listed(ask.verbs, 'and')}."
    if op.process and op.process not in moment.world.mms:
        return _nobody(op.process, list(moment.world.mms))
    return op


def _unread(ask: ActAsk, text: str, problem: str) -> str:
    words = text.split()[:2]
    if words and words[0] in VERBS and words[0] not in GLOBAL:
        return f"Who is to {words[0]}? Write the process before it, as in: {ask.ops[0]}."
    if words and words[-1] not in VERBS and len(ask.verbs) < len(VERBS):
        # of all operations that there are, only some can be done here
        near = next(filter(None, (nearest(word, ask.verbs) for word in reversed(words))), None)
        known = f"did you mean {near}?" if near else f"allowed are {listed(ask.verbs, 'and')}."
        return f"There is no operation {one_line(words[-1])}; {known}"
    return problem if problem.endswith("?") else f"{problem}."


def _nobody(name: str, mms: Sequence[str]) -> str:
    near = nearest(name, mms)
    known = f"there is {listed(mms, 'and')}" if mms else "there is none"
    return f"There is no process {name} now; {f'did you mean {near}?' if near else f'{known}.'}"


def run_text(ops: Sequence[Op]) -> str:
    """Return operations as an answer is written: ``B munmap r 3 4; A exit``."""
    return "; ".join(map(str, ops))


def grade_act(trial: Trial, step: Step, text: str) -> Verdict:
    """Return what a whole run of the player's own is worth, written as ``run_text()`` does."""
    assert isinstance(step.ask, ActAsk), "only an act is graded by its goal"
    attempt = Attempt(start_of(trial, step))
    for line in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        read = read_op(step.ask, trial.branch(attempt)[attempt.end], line)
        if isinstance(read, str):
            return Verdict(Outcome.UNREAD, (f"{line}: {read}",))
        attempt = attempt.added(read, attempt.end)
    return worth(trial, step, attempt)


def worth(trial: Trial, step: Step, attempt: Attempt) -> Verdict:
    """Return what the player's operations are worth at their end; an operation too many is no mistake."""
    assert isinstance(step.ask, ActAsk), "only an act is graded by its goal"
    ops = run_text(attempt.ops)
    if not attempt.ops:
        return Verdict(Outcome.UNREAD, ("Nothing was done yet.",))
    if len(attempt.ops) > MOST_OPS:
        return Verdict(Outcome.UNREAD, (f"{MOST_OPS} operations are the most; take some back.",))
    timeline = trial.branch(attempt)
    if senseless := _senseless(timeline[attempt.end]):
        return Verdict(Outcome.UNREAD, (senseless,))
    try:
        all_ticks = ticks(timeline, attempt.start, attempt.end, step.ask, trial.catalog)
    except SchemeBroke as error:
        return Verdict(Outcome.TOOL_ERROR, (f"This is not your mistake: {error}",))
    if all_ticks and all(tick.holds for tick in all_ticks):
        return Verdict(Outcome.SOLVED, (_against_par(step.ask, attempt.ops), *_reasons(all_ticks)), ops)
    failing = (f"Not yet: {tick.text} ({tick.now})." for tick in all_ticks if not tick.holds)
    return Verdict(Outcome.NOT_YET, tuple(failing), ops)


def _senseless(moment: Moment) -> str:
    return f"{moment.op} makes no sense: {moment.result.err}." if moment.result.nonsense else ""


def _against_par(ask: ActAsk, ops: Ops) -> str:
    done = counted(len(ops), "operation")
    if len(ops) <= ask.par:
        return f"The goal holds after {done}, and it takes no fewer."
    return f"The goal holds after {done}; it can be done in {ask.par}."


def _reasons(all_ticks: Sequence[Tick]) -> list[str]:
    return [f"{tick.text[:1].upper()}{tick.text[1:]} ({tick.now})." for tick in all_ticks]
