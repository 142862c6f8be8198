"""A ``race`` in a session: CPUs that step, one letter each, until all are done and the schedule is judged."""

from __future__ import annotations

import re
from dataclasses import replace

from mmtui.errors import UsageError
from mmtui.game.racing import arena_of, refusal
from mmtui.game.session import Session
from mmtui.game.verdict import Outcome, Verdict
from mmtui.race.verdict import Verdict as Decided
from mmtui.scenario import RaceAsk


def race_in(session: Session) -> RaceAsk | None:
    """Return the race that is the open question; None where it is another kind."""
    ask = session.question.ask if session.question is not None else None
    return ask if isinstance(ask, RaceAsk) else None


def cpus_of(ask: RaceAsk) -> str:
    """Return the letters of the CPUs.

    >>> cpus_of(RaceAsk(("A exit", "B exit")))
    'ab'
    """
    return "abcdefgh"[: len(ask.cpus)]


def letters_in(session: Session, text: str) -> str:
    """Return the letters of a text that says nothing but which CPUs step; else an empty string."""
    ask = race_in(session)
    letters = re.sub(r"[\s,]", "", text.lower())
    return letters if ask is not None and set(letters) <= set(cpus_of(ask)) else ""


def ran(session: Session, schedule: str) -> Decided:
    """Return what a schedule has come to: its moves, and a verdict if all CPUs are done.

    Raises ``UsageError`` for a CPU that is done or has to wait.
    """
    assert session.question is not None, "a race is open"
    return arena_of(session.trial, session.question).replayed(schedule)


def stepped(session: Session, letters: str) -> Session:
    """Return the session after more steps; when all CPUs are done, the whole schedule is the answer.

    If one of the steps cannot be done, none is, and the verdict says why.
    """
    schedule = session.schedule + letters
    try:
        outcome = ran(session, schedule).outcome
    except UsageError as error:
        return replace(session, verdict=Verdict(Outcome.UNREAD, (refusal(error),)))
    after = session if outcome == "unfinished" else session.answered(schedule)
    return replace(after, schedule=schedule, verdict=None if after is session else after.verdict)


def unstepped(session: Session, by: int = 1) -> Session:
    """Return the session without the last steps of the schedule; none is left if there were fewer."""
    return replace(session, schedule=session.schedule[: max(0, len(session.schedule) - by)], verdict=None)


def all_hinted(session: Session) -> Session:
    """Return the session with all hints of the open question read."""
    assert session.question is not None, "a question is open"
    most = len(session.question.hints)
    return replace(session, hints=(*session.hints[: session.step], most, *session.hints[session.step + 1 :]))


def begun_with_schedule(session: Session, schedule: str) -> Session:
    """Return a race that goes on with this schedule; as it is, if the schedule cannot be done any more."""
    if not letters_in(session, schedule):
        return session
    after = stepped(session, schedule)
    return session if after.verdict is not None else after
