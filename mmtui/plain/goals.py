"""The goal of an ``act``, and what can be done for it, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.fault import SchemeBroke
from mmtui.game.doing import goal_now
from mmtui.game.picking import picks as ready
from mmtui.game.sandbox import is_sandbox
from mmtui.game.session import Session
from mmtui.plain.width import WIDTH
from mmtui.report.text import wrapped

ELSEWHERE = "This question is not answered by operations of your own."


def goal(session: Session) -> Iterator[str]:
    """Yield each clause of the goal, and whether it holds now."""
    if session.acting is None:
        yield ELSEWHERE
        return
    try:
        ticks = goal_now(session)
    except SchemeBroke as error:
        yield f"This is not your mistake: {error}"
        return
    for tick in ticks:
        yield from wrapped(f"{'Holds' if tick.holds else 'To do'}: {tick.text} ({tick.now}).", WIDTH)
    done = len(session.attempt.ops) if session.attempt else 0
    yield f"Your operations: {done}." + ("" if is_sandbox(session) else f"  Par: {session.acting.par}.")


def picks(session: Session) -> Iterator[str]:
    """Yield the operations that can be done by their number, and what may be typed."""
    if session.acting is None:
        yield ELSEWHERE
        return
    for number, op in enumerate(ready(session.acting, session.moment), 1):
        yield f"{number}: {op}."
    yield f"You may also type an operation; allowed are {', '.join(session.acting.verbs)}."
