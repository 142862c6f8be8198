"""An ``act`` as a conversation: operations of the player's own, and the goal they are to reach."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mmtui.game.doing import did, redone, undone
from mmtui.game.grading import Outcome
from mmtui.game.picking import picks as ready
from mmtui.game.session import Session
from mmtui.plain import asking, tell
from mmtui.plain.diary import Diary
from mmtui.plain.goals import ELSEWHERE, goal, picks
from mmtui.plain.graded import next_of, worth
from mmtui.plain.turn import Turn


def acted(session: Session, text: str, diary: Diary) -> Turn:
    """Return what an operation leads to; when it reaches the goal, that is in the diary first."""
    after = did(session, text)
    diary.acted(session, after)
    diary.answered(session, after, text)
    if after.verdict is None:
        return _told(after, [*tell.arrival(after), *goal(after)])
    if after.verdict.outcome is not Outcome.SOLVED:
        return _told(after, [*worth(after), _remedy(text)])
    return _told(next_of(after), [*tell.arrival(after), *worth(after)])


def _remedy(text: str) -> str:
    if text.strip().isdecimal():
        return f"do {text.strip()} does the operation with that number; picks lists them."
    return "picks lists operations to do; brief says what it is about."


def do(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Do an operation by its number among those that can be picked."""
    if session.acting is None:
        return _told(session, [ELSEWHERE, *asking.question(session)])
    ops, number = ready(session.acting, session.moment), int(arguments[0])
    if not 1 <= number <= len(ops):
        return _told(session, [f"The picks are numbered from 1 to {len(ops)}.", *picks(session)])
    return acted(session, ops[number - 1], diary)


def save(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Write the run into a file, as a scenario."""
    from mmtui.game.saving import CannotSave, save_run  # tomlkit is slow to import, and few save

    if session.attempt is None:
        return _told(session, ["Only a run of your own can be saved."])
    try:
        path = save_run(session, Path(arguments[0]).expanduser())
    except CannotSave as error:
        return _told(session, [f"Not saved: {error}."])
    return _told(session, [f"Saved. Play it with: mmtui {path}"])


def undo(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Take back the last operation."""
    return _moved(session, undone(session), "There is nothing to take back.", diary)


def redo(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Do again what was taken back."""
    return _moved(session, redone(session), "Nothing was taken back.", diary)


def _moved(session: Session, after: Session, nothing: str, diary: Diary) -> Turn:
    if session.acting is None:
        return _told(session, [ELSEWHERE, *asking.question(session)])
    if after == session:
        return _told(session, [nothing])
    diary.acted(session, after)
    return _told(after, [*tell.state(after), *goal(after)])


def _told(session: Session, lines: Iterable[str]) -> Turn:
    return Turn(session, tuple(lines))
