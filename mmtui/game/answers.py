"""The right answer to a question, computed from the run; never one written in a file."""

from __future__ import annotations

from mmtui.game.finding import found
from mmtui.game.predicting import predicted
from mmtui.game.value import Value
from mmtui.scenario import FindAsk, PredictAsk, Step
from mmtui.timeline import Timeline


def right_answer(timeline: Timeline, step: Step) -> Value:
    """Return the value to be predicted, or for a ``find`` the number of the operation, counted from 1.

    Raises ``NoAnswer`` when the run has none.  An ``act`` has many right answers, and none here.
    """
    if isinstance(step.ask, FindAsk):
        return Value(found(timeline, step.ask))
    assert isinstance(step.ask, PredictAsk), "a value is foretold"
    assert step.at is not None, "before an operation"
    return predicted(timeline, step.ask, step.at)
