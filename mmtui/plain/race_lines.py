"""A ``race`` as sentences: its CPUs, what each step did, and how it is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmtui.game.session import Session
from mmtui.game.stepping import cpus_of, race_in
from mmtui.plain.width import WIDTH
from mmtui.race.replay import Move
from mmtui.race.steps import Free, Take
from mmtui.report.steps import step_words
from mmtui.report.text import wrapped

ELSEWHERE = "This question is not a race."
HOW = (
    "Type the letters of the CPUs in the order of their steps, such as {example}, all or a few at a time."
    "  undo takes a step back, replay says the schedule so far, show me plays the shortest that breaks it."
    "  If no schedule does, answer holds.{instead}"
)


def race(session: Session) -> Iterator[str]:
    """Yield what each CPU of the open race does, and how far they are."""
    ask = race_in(session)
    if ask is None:
        yield ELSEWHERE
        return
    for cpu, ops in zip(cpus_of(ask), ask.cpus, strict=True):
        yield f"CPU {cpu}: {ops}."
    if ask.swapped:
        yield "Here a map is counted after its entry is set, and an unmap before its entry goes."
    if ask.without:
        yield f"Nobody takes {' or '.join(ask.without)}."
    if session.schedule:
        yield so_far(session)


def how(session: Session) -> str:
    """Return how the open race is answered."""
    ask = race_in(session)
    assert ask is not None, "a race is open"
    cpus = cpus_of(ask)
    instead = "  b is a CPU here: write back in full." if "b" in cpus else ""
    return "\n".join(wrapped(HOW.format(example=cpus + cpus[::-1], instead=instead), WIDTH))


def so_far(session: Session) -> str:
    """Return the schedule of the player's own in one line."""
    return f"Schedule so far: {session.schedule}." if session.schedule else "No CPU has made a step yet."


def moves(done: Sequence[Move], first: int = 1) -> Iterator[str]:
    """Yield what each step did, from step ``first`` on, counted from 1."""
    for number, move in enumerate(done, 1):
        if number >= first:
            texts = [_lock_words(step_words(one), one.step) for one in move.done]
            told = "; ".join(text for text in texts if text) or "nothing that others can see"
            yield from wrapped(f"Step {number}, CPU {move.cpu}: {told}.", WIDTH)
            if move.ended:
                yield f"CPU {move.cpu} is done."


def _lock_words(text: str, step: object) -> str:
    # of locks only that of the folio is part of a question
    return "" if isinstance(step, Take | Free) and step.lock.kind != "folio_lock" else text
