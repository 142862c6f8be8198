"""What the game says of the open question: what is asked, how it is answered, and the hints."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.game.sandbox import is_sandbox
from mmtui.game.session import Session
from mmtui.game.stepping import race_in
from mmtui.plain import race_lines
from mmtui.plain.goals import goal, picks
from mmtui.plain.width import WIDTH
from mmtui.report.question import answer_form
from mmtui.report.text import wrapped
from mmtui.scenario import BuildAsk


def question(session: Session) -> Iterator[str]:
    """Yield the open question and how to answer it."""
    step = session.question
    if step is None:
        yield "All questions are solved."
        return
    yield f"Question {session.step + 1} of {len(session.trial.scenario.steps)}:"
    yield from wrapped(step.prompt, WIDTH)
    if session.acting is not None:
        yield from goal(session)
        yield from picks(session)
    if race_in(session) is not None:
        yield from race_lines.race(session)
    if isinstance(step.ask, BuildAsk):
        yield from _build(session)
    yield from how(session).split("\n")


def _build(session: Session) -> Iterator[str]:
    from mmtui.plain.builds import build  # it says questions too, and few build

    yield from build(session)


def how(session: Session) -> str:
    """Return how the open question is answered."""
    step = session.question
    assert step is not None, "there is an open question"
    if session.acting is not None:
        until = "" if is_sandbox(session) else " until the goal holds"
        return f"Do operations{until}: type one, or do and its number; undo takes it back."
    if session.by_pointing:
        return "Answer with the number of the operation, or go to it and type here."
    if race_in(session) is not None:
        return race_lines.how(session)
    if isinstance(step.ask, BuildAsk):
        return "Edit the file, then type examine; start-over begins the file again."
    return f"Answer with {answer_form(step)}."


def asks_yes_or_no(session: Session) -> bool:
    """Return whether the open question is answered by yes or no."""
    return session.question is not None and answer_form(session.question) == "yes or no"


def hints(session: Session) -> Iterator[str]:
    """Yield the hints that were read for the open question; when all is solved, all there are."""
    if session.question is None:
        for nr, step in enumerate(session.trial.scenario.steps, 1):
            for at, hint in enumerate(step.hints, 1):
                yield from wrapped(f"Question {nr}, hint {at}: {hint}", WIDTH)
        return
    for at, hint in enumerate(session.shown_hints, 1):
        yield from wrapped(f"Hint {at} of {len(session.question.hints)}: {hint}", WIDTH)
