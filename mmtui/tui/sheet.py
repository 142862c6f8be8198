"""A text over the screen: brief, debrief, help, what is wrong; any of the usual keys closes it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from mmtui.tui.boxes import Column, entitle
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane, Writer
from mmtui.tui.toosmall import FitsTerminal

ROOMY = [(0, "-low"), (30, "-high")]
"""Heights from which a box over the screen has air around its text."""


class Sheet(FitsTerminal, ModalScreen[None]):
    """Shows lines in a box that grows with them, up to the size of the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,escape,question_mark,b", "dismiss", "close", show=False),
        Binding("space", "read_on", "one page down, or close", show=False),
    ]
    VERTICAL_BREAKPOINTS = ROOMY

    def __init__(self, title: str, writer: Writer, does: str = "close") -> None:
        super().__init__()
        self._title = title
        self._writer = writer
        self._does = does

    def compose(self) -> ComposeResult:
        with Column(classes="sheet") as box:
            entitle(box, self._title)
            yield LinesPane(self._writer, id="sheet-text")
        bar = KeyBar()
        bar.show([Key("Enter", self._does, "dismiss"), Key("↑ ↓ Space", "scroll", "read_on")])
        yield bar

    def action_read_on(self) -> None:
        text = self.query_one("#sheet-text", LinesPane)
        if text.scroll_offset.y + text.rows < len(text.lines):
            text.action_page(1)
        else:
            self.dismiss()
