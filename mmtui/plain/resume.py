"""A game goes on where the player left it, as far as the record knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from mmtui.game.doing import begun_with
from mmtui.game.session import Session
from mmtui.game.stepping import begun_with_schedule
from mmtui.plain.diary import digest_of
from mmtui.progress import Progress, ProgressError


class Resumed(NamedTuple):
    """A session to go on with."""

    session: Session
    notice: str = ""
    """Why it begins where it does; empty where nobody would wonder."""


def resumed(session: Session, progress: Progress) -> Resumed:
    """Return a session that has just begun, at the first question that the record has no answer to.

    Answers to another version of the file do not count.  A scenario that is solved begins anew, and so
    does one whose record cannot be read.  Operations that were done already are not done again.
    """
    if session.attempt is not None and session.attempt.ops:
        return Resumed(session)
    scenario = session.trial.scenario
    try:
        marks = progress.steps_solved(scenario.id)
        hints = Counter(hint.step for hint in progress.hints(scenario.id))
        drafts = progress.drafts(scenario.id, digest=digest_of(scenario))
    except ProgressError as error:
        return Resumed(session, str(error))
    digest = digest_of(scenario)
    solved = {step for step, mark in marks.items() if digest in mark.digests}
    if marks and not solved:
        return Resumed(session, "The file has changed since you answered its questions: it begins anew.")
    after = _drafted(session.resumed(solved, hints), drafts)
    if after == session:
        return Resumed(session)
    number, count = after.step + 1, len(scenario.steps)
    return Resumed(after, f"You go on where you left: at question {number} of {count}.")


def _drafted(session: Session, drafts: Mapping[int, str]) -> Session:
    """Do again what the player had done in an ``act`` or a race that is not solved."""
    draft = drafts.get(session.step, "")
    return begun_with(session, draft) if session.acting is not None else begun_with_schedule(session, draft)
