"""What is shown on a terminal that is too small: how large it has to be."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import Screen

from mmtui.report.text import Line, line, wrapped
from mmtui.tui.lines import LinesPane

LEAST = Size(60, 20)


def too_small(size: Size) -> bool:
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmall(Screen[None]):
    """Lies over everything until the terminal is large enough; nothing below it gets a key."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "app.quit", "quit", show=False)]

    def compose(self) -> ComposeResult:
        yield LinesPane(self._lines, focusable=False)

    def _lines(self, width: int) -> list[Line]:
        now = self.app.size
        text = (
            f"mmtui needs {LEAST.width}x{LEAST.height} characters; this terminal has {now.width}x{now.height}.\n\n"
            "Make it larger to go on where you were, or press q to quit. What you did is saved."
        )
        return [line(piece) for piece in wrapped(text, width)]

    def on_resize(self) -> None:
        self.query_one(LinesPane).write(self._lines)
