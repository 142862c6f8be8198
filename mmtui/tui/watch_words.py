"""The words of ``mmtui live watch``: its keys, its footer, how often it looks, and its first line."""

from __future__ import annotations

from textual.binding import Binding

from mmtui.live.watching import Seen
from mmtui.live.watching_text import totals
from mmtui.report.text import Line, Role, Span, line
from mmtui.tui.keybar import Key

SECONDS = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""How long it can wait between two looks."""
USUAL = 2
"""Which of them it begins with."""
WATCH: tuple[Binding, ...] = (
    Binding("space", "pause", "stand still, and go on", show=False),
    Binding("plus,equals_sign", "pace(-1)", "look more often", show=False),
    Binding("minus", "pace(1)", "look less often", show=False),
    Binding("n", "vma(1)", "next VMA", show=False),
    Binding("p", "vma(-1)", "previous VMA", show=False),
    Binding("tab", "other_pane(1)", "to the next pane", show=False),
    Binding("shift+tab", "other_pane(-1)", "to the previous pane", show=False),
    Binding("question_mark", "help", "how to read it", show=False),
    Binding("q", "leave", "quit", show=False),
)
FOOTER = (
    Key("Space", "pause", "pause"),
    Key("+ -", "pace", ("pace(-1)", "pace(1)")),
    Key("n p", "other VMA", ("vma(1)", "vma(-1)")),
    Key("↑ ↓", "scroll", ("scroll(-1)", "scroll(1)")),
    Key("Tab", "pane", "other_pane(1)"),
    Key("?", "help", "help"),
    Key("q", "quit", "leave"),
)


def head_line(pid: int, seen: Seen | None, pace: float, problem: str) -> Line:
    """Return who is watched, how often (0 stands still) and how much memory it has; or why it is over."""
    if problem:
        return line(Span(f"! {problem}", Role.CHANGED), "   this is the last look")
    state = f"every {pace:g} s" if pace else "paused"
    shown = Span(f"   {state}   ", Role.DIM if pace else Role.CHANGED)
    return line(Span(f"process {pid}", Role.HEAD), shown, totals(seen) if seen is not None else "")
