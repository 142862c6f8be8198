"""The game as a conversation: a line in, lines out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mmtui.errors import MmtuiError
from mmtui.game.answers import right_answer
from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.plain.commands import taken
from mmtui.plain.diary import Diary
from mmtui.plain.tell import opening

SOLVED, NOT_SOLVED = 0, 1


def play(
    session: Session, lines: Iterable[str], say: Callable[[str], None], diary: Diary, *, notice: str = ""
) -> int:
    """Play until the lines end or the player quits, and return the exit code.

    ``notice`` is said first: why the session does not begin at its beginning.
    """
    for text in opening(session, notice):
        say(text)
    for line in lines:
        turn = taken(session, line, diary)
        session = turn.session
        for text in turn.lines:
            say(text)
        if turn.over:
            break
    return result_of(session)


def result_of(session: Session) -> int:
    """Return 0 if all is solved, 1 if not; if the program could not tell, the exit code of the reason."""
    if session.question is None:
        return SOLVED
    if session.verdict is None or session.verdict.outcome is not Outcome.TOOL_ERROR:
        return NOT_SOLVED
    try:
        right_answer(session.trial.timeline(), session.question)
    except MmtuiError as error:
        return error.exit_code
    return NOT_SOLVED
