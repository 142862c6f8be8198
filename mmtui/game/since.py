"""Since when what is asked for is as it is: the operation that a wrong prediction points at."""

from __future__ import annotations

from typing import NamedTuple

from mmtui.game.predicting import predicted
from mmtui.game.value import NoAnswer, Value
from mmtui.game.words import subject_of
from mmtui.scenario import PredictAsk
from mmtui.timeline import Timeline


class Since(NamedTuple):
    """A value, and the operation that made it so."""

    value: Value
    at: int
    """Counted from 1."""


def since(timeline: Timeline, ask: PredictAsk, at: int) -> Since | None:
    """Return what is so before operation ``at``, and which operation made it so; None if nothing did."""
    if ask.subject == "cost":
        return None
    now = _value(timeline, ask, at - 1)
    if now is None:
        return None
    for n in range(at - 1, 0, -1):
        if _value(timeline, ask, n - 1) != now:
            return Since(now, n)
    return None


def since_text(timeline: Timeline, ask: PredictAsk, at: int) -> str:
    """Return the same as a sentence; empty if nothing made it so."""
    found = since(timeline, ask, at)
    if found is None:
        return ""
    what = f"{subject_of(ask)[:1].upper()}{subject_of(ask)[1:]}"
    return f"{what} is {found.value} before it, since operation {found.at}, {timeline.ops[found.at - 1]}."


def _value(timeline: Timeline, ask: PredictAsk, n: int) -> Value | None:
    try:
        return predicted(timeline, ask, n)
    except NoAnswer:
        return None
