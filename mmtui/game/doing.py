"""Operations of the player's own in a session: done, taken back, done again, and held against the goal."""

from __future__ import annotations

from dataclasses import replace

from mmtui.game.acting import read_op, worth
from mmtui.game.attempt import Attempt
from mmtui.game.goals import Tick, ticks
from mmtui.game.session import Session
from mmtui.game.verdict import Outcome, Verdict


def goal_now(session: Session) -> tuple[Tick, ...]:
    """Return the goal's clauses at the moment that is shown; nothing where no ``act`` is open.

    Raises ``SchemeBroke`` when the scheme breaks while it is asked.
    """
    if session.acting is None or session.attempt is None:
        return ()
    start, catalog = session.attempt.start, session.trial.catalog
    own = session.trial.branch(session.attempt)  # whichever scheme the player looks through
    return ticks(own, start, session.cursor, session.acting, catalog)


def did(session: Session, text: str) -> Session:
    """Return the session after an operation at the moment that is shown; what was done after it is left.

    If the goal holds then, the question is solved.  What cannot be read or makes no sense is not done, and
    the verdict says why.
    """
    assert session.acting is not None, "there is something to be done"
    assert session.attempt is not None, "it has begun"
    op = read_op(session.acting, session.moment, text)
    if isinstance(op, str):
        return replace(session, verdict=Verdict(Outcome.UNREAD, (op,)))
    return _after(session, session.attempt.added(op, session.cursor))


def _after(session: Session, attempt: Attempt) -> Session:
    assert session.question is not None
    verdict = worth(session.trial, session.question, attempt)
    match verdict.outcome:
        case Outcome.UNREAD:
            return replace(session, verdict=verdict)
        case Outcome.NOT_YET:  # an operation on the way is no wrong answer
            return _at_end(session, attempt)
        case Outcome.SOLVED:
            return replace(_at_end(session, attempt), step=session.step + 1, verdict=verdict)
    return replace(_at_end(session, attempt), verdict=verdict)


def begun_with(session: Session, text: str) -> Session:
    """Return an ``act`` after a run of the player's own, written as ``run_text()`` does.

    Nothing is solved by it.  What cannot be done any more, and what comes behind it, is left out.
    """
    for op in filter(None, (part.strip() for part in text.split(";"))):
        after = did(session, op)
        if after.step != session.step or after.ops == session.ops:
            break
        session = after
    return replace(session, verdict=None)


def undone(session: Session) -> Session:
    """Return the session without the player's latest change; the same if there is none."""
    return _turned(session, session.attempt.undone() if session.attempt else None)


def redone(session: Session) -> Session:
    """Return the session with what was taken back last; the same if nothing was."""
    return _turned(session, session.attempt.redone() if session.attempt else None)


def _turned(session: Session, attempt: Attempt | None) -> Session:
    if attempt is None or attempt == session.attempt:
        return session
    return _at_end(session, attempt)


def _at_end(session: Session, attempt: Attempt) -> Session:
    reached = max(session.reached, attempt.end)
    return replace(session, attempt=attempt, cursor=attempt.end, reached=reached, verdict=None)
