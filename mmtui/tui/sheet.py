"""A text over the screen: brief, debrief, help, what is wrong; any of the usual keys closes it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane, Writer, entitle
from mmtui.tui.toosmall import FitsTerminal


class Sheet(FitsTerminal, ModalScreen[None]):
    """Shows lines in a box that grows with them, up to the size of the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,escape,space,question_mark,b", "dismiss", "close", show=False),
    ]

    def __init__(self, title: str, writer: Writer, does: str = "close") -> None:
        super().__init__()
        self._title = title
        self._writer = writer
        self._does = does

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet") as box:
            entitle(box, self._title)
            yield LinesPane(self._writer, id="sheet-text")
        bar = KeyBar()
        bar.show([Key("Enter", self._does, "dismiss"), Key("↑ ↓", "scroll")])
        yield bar
