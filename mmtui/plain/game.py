"""The game as a conversation: a line in, lines out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mmtui.errors import MmtuiError
from mmtui.game.answers import right_answer
from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.plain.commands import taken
from mmtui.plain.diary import Diary
from mmtui.plain.tell import opening
from mmtui.scenario import FindAsk, PredictAsk

_AT_THE_END = "You can go on looking; quit ends the game.  mmtui list shows what there is to play next."
SOLVED, NOT_SOLVED, PLUGIN_ERROR = 0, 1, 4


def play(
    session: Session,
    lines: Iterable[str],
    say: Callable[[str], None],
    diary: Diary,
    *,
    notice: str = "",
    to_the_end: bool = True,
) -> int:
    """Play until the lines end or the player quits, and return the exit code.

    ``notice`` is said first: why the session does not begin at its beginning.  Not ``to_the_end`` it is
    over when all is solved, though there be more lines.
    """
    for text in opening(session, notice):
        say(text)
    for line in lines:
        turn = taken(session, line, diary)
        at_its_end = turn.session.solved and not session.solved
        session = turn.session
        for text in (*turn.lines, *(_ending(session, diary) if at_its_end and to_the_end else ())):
            say(text)
        if turn.over or (session.solved and not to_the_end):
            break
    return result_of(session)


def _ending(session: Session, diary: Diary) -> Iterator[str]:
    if earned := diary.earned(session):
        yield f"This game earned {earned}."
    yield _AT_THE_END


def result_of(session: Session) -> int:
    """Return 0 if all is solved, 1 if not; if the program could not tell, the exit code of the reason."""
    if session.question is None:
        return SOLVED
    if session.verdict is None or session.verdict.outcome is not Outcome.TOOL_ERROR:
        return NOT_SOLVED
    if not isinstance(session.question.ask, FindAsk | PredictAsk):
        return PLUGIN_ERROR
    try:
        right_answer(session.trial.timeline(), session.question)
    except MmtuiError as error:
        return error.exit_code
    return NOT_SOLVED
