"""What the game says of an answer: what it was worth, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.plain.asking import question
from mmtui.plain.tell import arrival, state
from mmtui.plain.width import WIDTH
from mmtui.report.text import wrapped


def worth(session: Session) -> Iterator[str]:
    """Yield what the last answer was worth, and what comes next."""
    verdict = session.verdict
    assert verdict is not None
    first, *rest = verdict.lines
    yield from wrapped(f"Right. {first}" if verdict.outcome is Outcome.SOLVED else first, WIDTH)
    for sentence in rest:
        yield from wrapped(sentence, WIDTH)
    if verdict.at is not None:
        yield f"go {verdict.at} shows that operation."
    if verdict.outcome is Outcome.SOLVED:
        yield ""
        yield from debrief(session) if session.solved else _going_on(session)


def next_of(session: Session) -> Session:
    """Return the session as ``worth()`` leaves it: after a right answer at the next question."""
    right = session.verdict is not None and session.verdict.outcome is Outcome.SOLVED
    return session.gone_on() if right else session


def _going_on(session: Session) -> Iterator[str]:
    after = session.gone_on()
    if after.attempt != session.attempt or after.cursor not in (session.cursor, session.cursor + 1):
        yield from (*state(after), "")
    elif after.cursor > session.cursor:
        yield from (*arrival(after), "")
    yield from question(after)


def debrief(session: Session) -> Iterator[str]:
    """Yield what is said at the end."""
    yield "Solved."
    yield from wrapped(session.trial.scenario.debrief, WIDTH)
    for cite in session.trial.scenario.cites:
        yield f"Read on: {cite}"
