"""Going through the run: on, back, and to an operation."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.counted import counted
from mmtui.game.session import Session
from mmtui.plain import tell
from mmtui.plain.diary import Diary
from mmtui.plain.turn import Turn


def forward(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Return what the next operation leads to, or the next ones."""
    return _moved(session, session.cursor + _number(arguments))


def back(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Return where one operation back leads to, or several."""
    return _moved(session, session.cursor - _number(arguments))


def go(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Return where going to the moment after an operation leads to."""
    return _moved(session, _number(arguments))


def _number(arguments: list[str]) -> int:
    return int(arguments[0]) if arguments else 1


def _moved(session: Session, n: int) -> Turn:
    after = session.seek(n)
    lines = list(tell.arrival(after)) if after.cursor != session.cursor else [tell.place(after)]
    return Turn(after, (*lines, *_stopped(after, n)))


def _stopped(session: Session, n: int) -> Iterator[str]:
    """Yield why the player is not at moment ``n``, where nothing is said if he is."""
    last = len(session.ops)
    if n < 0:
        yield "There is nothing before the start."
    if n > last:
        yield f"The run has {counted(last, 'operation')}; go {last} is the end."
    if session.cursor < min(n, last):
        number, asked = session.cursor + 1, session.step + 1
        yield f"It goes no further: question {asked} is about operation {number}; answer it first."
