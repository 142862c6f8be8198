"""What is shown on a terminal that is too small: how large it has to be."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.reactive import Reactive
from textual.screen import Screen

from mmtui.report.text import Line, line, wrapped
from mmtui.tui.lines import LinesPane

LEAST = Size(60, 20)


class TooSmall(Screen[None]):
    """Lies over everything until the terminal is large enough; nothing below it gets a key."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "app.quit", "quit", show=False)]

    def compose(self) -> ComposeResult:
        yield LinesPane(self._lines, focusable=False)

    def _lines(self, width: int) -> list[Line]:
        least, now = (f"{size.width}x{size.height}" for size in (LEAST, self.app.size))
        text = (
            f"mmtui needs {least} characters; this terminal has {now}."
            "\n\nMake it larger to go on where you were, or press q to quit. What you did is saved."
        )
        return [line(piece) for piece in wrapped(text, width)]

    def on_resize(self) -> None:
        self.query_one(LinesPane).write(self._lines)


class FitsTerminal(MessagePump):
    """Mixed into a screen: when it comes to the front, it looks whether it has the room."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """As of an ``Area``: a screen that learns its size is not laid out again."""

    def on_screen_resume(self) -> None:
        fit(self.app)


def fit(app: App[Any]) -> None:
    """Put the screen that asks for more room over all others, or take it away."""
    small = app.size.width < LEAST.width or app.size.height < LEAST.height
    if small and not isinstance(app.screen, TooSmall):
        app.push_screen(TooSmall())
    elif not small and isinstance(app.screen, TooSmall):
        app.pop_screen()
