"""A screen that is a box over the others: a title, lines that scroll, and the keys below it."""

from __future__ import annotations

from typing import TypeVar

from textual.app import ComposeResult
from textual.screen import ModalScreen

from mmtui.tui.boxes import Column
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.toosmall import FitsTerminal

Ended = TypeVar("Ended")

ROOMY = [(0, "-low"), (30, "-high")]
"""Heights from which a box over the screen has air around its text."""
SCROLL = Key("↑ ↓", "scroll", ("scroll(-1)", "scroll(1)"))


class BoxedScreen(FitsTerminal, ModalScreen[Ended]):
    """Has a box that grows with its lines, up to the size of the screen."""

    DEFAULT_CSS = """
    BoxedScreen {
        align: center middle;
        background: $background;
    }
    """
    VERTICAL_BREAKPOINTS = ROOMY

    def __init__(self) -> None:
        super().__init__()
        self._box = Column(classes="sheet")
        self._text = LinesPane(id="sheet-text")
        self._bar = KeyBar()

    def compose(self) -> ComposeResult:
        with self._box:
            yield self._text
        yield self._bar

    def action_scroll(self, by: int) -> None:
        self._text.action_scroll(by)

    def action_page(self, by: int) -> None:
        self._text.action_page(by)
