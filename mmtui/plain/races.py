"""A ``race`` as a conversation: letters step CPUs, and the schedule is the answer when all are done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mmtui.counted import counted
from mmtui.game.grading import Outcome
from mmtui.game.racing import decided
from mmtui.game.session import Session
from mmtui.game.stepping import all_hinted, race_in, ran, stepped, unstepped
from mmtui.plain import asking
from mmtui.plain.diary import Diary
from mmtui.plain.graded import next_of, worth
from mmtui.plain.race_lines import ELSEWHERE, moves, so_far
from mmtui.plain.turn import Turn


def step(session: Session, letters: str, diary: Diary) -> Turn:
    """Let CPUs step; when all are done, what the schedule is worth is in the diary first."""
    after = stepped(session, letters)
    if after.verdict is not None and after.verdict.outcome is Outcome.UNREAD:
        return _told(after, worth(after))
    diary.raced(session, after)
    diary.answered(session, after, after.schedule)
    done = moves(ran(session, after.schedule).moves, len(session.schedule) + 1)
    if after.verdict is None:
        return _told(after, [*done, so_far(after)])
    again = () if after.verdict.outcome is Outcome.SOLVED else (_AGAIN,)
    return _told(next_of(after), [*done, *worth(after), *again])


def take_back(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Take back the last step of a CPU, or so many."""
    if not session.schedule:
        return _told(session, ["There is nothing to take back."])
    after = unstepped(session, int(arguments[0]) if arguments else 1)
    diary.raced(session, after)
    return _told(after, [so_far(after)])


def replay(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Say the schedule so far, in one line."""
    return _told(session, [so_far(session) if race_in(session) is not None else ELSEWHERE])


def show(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Play the shortest schedule that breaks the scheme; that counts as all hints of the question."""
    if race_in(session) is None:
        return _told(session, [ELSEWHERE, *asking.question(session)])
    after = all_hinted(session)
    diary.hinted(session, after)
    return _told(after, _shown(after))


def _shown(session: Session) -> Iterator[str]:
    assert session.question is not None, "a race is open"
    yield f"This counts as all {counted(len(session.question.hints), 'hint')} of the question."
    found = decided(session.trial, session.question)
    match found.outcome:
        case "broken":
            yield from moves(found.moves)
            yield from (f"{reason[:1].upper()}{reason[1:]}." for reason in found.reasons)
            yield f"Schedule: {found.schedule}.  Your own is as it was; to answer, step the CPUs yourself."
        case "holds":
            yield f"No schedule breaks it: {counted(found.states, 'state')} were looked at."
        case _:
            yield "The search has come to no end."


def _told(session: Session, lines: Iterable[str]) -> Turn:
    return Turn(session, tuple(lines))


_AGAIN = "undo takes back the last step, undo 4 the last four; then try another order."
