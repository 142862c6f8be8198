"""A ``name``: which scheme leaves the counters as they were read."""

from __future__ import annotations

from mmtui.game.predicting import predicted
from mmtui.game.trial import Trial
from mmtui.game.value import NoAnswer
from mmtui.game.verdict import Outcome, Verdict
from mmtui.game.words import subject_of
from mmtui.scenario import Clause, NameAsk, PredictAsk, Step, answered, listed


def named(trial: Trial) -> tuple[str, ...]:
    """Return the schemes that can be the answer: the scenario's own and those that it offers."""
    machine = trial.scenario.machine
    return tuple(dict.fromkeys((machine.scheme, *machine.schemes)))


def misfit(trial: Trial, ask: NameAsk, name: str) -> str:
    """Return the first reading that is another one under a scheme, as a sentence; "" where there is none."""
    return next(filter(None, (_misfit(trial, ask.at, clause, name) for clause in ask.readings)), "")


def _misfit(trial: Trial, at: int, clause: Clause, name: str) -> str:
    assert isinstance(clause.ask, PredictAsk), "what was read is a counter"
    try:
        now = predicted(trial.timeline(name), clause.ask, at)
    except NoAnswer as error:
        return f"{error}."
    if now.number == clause.value:
        return ""
    return (
        f"under {name}, {subject_of(clause.ask)} is {now} after operation {at}, and {clause.value} was read."
    )


def grade_name(trial: Trial, step: Step, text: str) -> Verdict:
    """Return what the name of a scheme is worth: its run is compared with what was read."""
    name, names = text.strip(), named(trial)
    assert isinstance(step.ask, NameAsk), "only readings have a scheme to be named"
    if name not in names:
        return Verdict(Outcome.UNREAD, (f"Answer with the name of a scheme: {listed(names)}.",))
    if not (problem := misfit(trial, step.ask, name)):
        return Verdict(Outcome.SOLVED, (f"It is {name}: all that was read is what {name} leaves.",), name)
    because = [answered(wrong.because) for wrong in step.wrong if wrong.answer == name]
    return Verdict(Outcome.NOT_YET, (f"Not yet: {problem}", *because), name)
