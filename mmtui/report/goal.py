"""The goal of an ``act`` in lines: each clause with a box that is ticked while it holds."""

from __future__ import annotations

from mmtui.counted import counted
from mmtui.fault import SchemeBroke
from mmtui.game.doing import goal_now
from mmtui.game.sandbox import is_sandbox
from mmtui.game.session import Session
from mmtui.report.text import Line, Role, Span, line, wrapped

_INDENT = "    "


def goal_lines(session: Session, width: int) -> list[Line]:
    """Return the clauses at the moment that is shown; nothing where no ``act`` is open."""
    try:
        ticks = goal_now(session)
    except SchemeBroke as error:
        return [line(Span(text, Role.WRONG)) for text in wrapped(f"! {error}", width)]
    lines: list[Line] = []
    for tick in ticks:
        box, role = ("[x] ", Role.NEW) if tick.holds else ("[ ] ", Role.PLAIN)
        text = f"{tick.text[:1].upper()}{tick.text[1:]} ({tick.now})"
        for at, piece in enumerate(wrapped(text, width - len(_INDENT))):
            lines.append(line(Span(_INDENT if at else box, role), Span(piece, role)))
    return lines


def effort_text(session: Session) -> str:
    """Return how many operations were done, and how many it takes; empty where none are counted."""
    if session.acting is None or session.attempt is None:
        return ""
    done = counted(len(session.attempt.ops), "operation")
    return done if is_sandbox(session) else f"{done}, par {session.acting.par}"
