"""Grading that never raises: what goes wrong inside it is not the player's mistake."""

from __future__ import annotations

from dataclasses import replace

from mmtui.game.grading import Outcome, Verdict
from mmtui.game.session import Session


def graded(session: Session, text: str) -> Session:
    """Return the session after an answer; an exception is a verdict too."""
    try:
        return session.answered(text)
    except Exception as error:
        sentence = (
            f"This is not your mistake: the answer could not be graded ({type(error).__name__}: {error})."
        )
        return replace(session, verdict=Verdict(Outcome.TOOL_ERROR, (sentence,), text))
