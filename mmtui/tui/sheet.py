"""A text over the screen: brief, debrief, help, what is wrong; any of the usual keys closes it."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from mmtui.tui.boxes import Column, entitle
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane, Writer
from mmtui.tui.toosmall import FitsTerminal

KEPT = "sheet"
"""The name of the sheet that is kept."""
ROOMY = [(0, "-low"), (30, "-high")]
"""Heights from which a box over the screen has air around its text."""


class Sheet(FitsTerminal, ModalScreen[None]):
    """Shows lines in a box that grows with them, up to the size of the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,escape,question_mark,b", "dismiss", "close", show=False),
        Binding("space", "read_on", "one page down, or close", show=False),
    ]
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

    def say(self, title: str, writer: Writer, does: str) -> None:
        """Show a text from its beginning; ``does`` is what Enter does."""
        entitle(self._box, title)
        self._text.write(writer)
        self._text.scroll_to(y=0, animate=False)
        self._bar.show(
            [
                Key("Enter", does, "dismiss"),
                Key("↑ ↓", "scroll", ("scroll(-1)", "scroll(1)")),
                Key("Space", "read on", "read_on"),
                Key("q", "close", "dismiss"),
            ]
        )

    def action_scroll(self, by: int) -> None:
        self._text.action_scroll(by)

    def action_read_on(self) -> None:
        if self._text.scroll_offset.y + self._text.rows < len(self._text.lines):
            self._text.action_page(1)
        else:
            self.dismiss()


def show_sheet(app: App[Any], title: str, writer: Writer, does: str = "close") -> None:
    """Show a text over the screen.

    One sheet is kept and shown again and again, for to make one takes longer than a key may take; while
    it lies under another screen there is a second one.
    """
    sheet = app.get_screen(KEPT) if app.is_screen_installed(KEPT) else None
    if sheet is None:
        sheet = Sheet()
        app.install_screen(sheet, KEPT)
    elif sheet in app.screen_stack:
        sheet = Sheet()
    assert isinstance(sheet, Sheet)
    sheet.say(title, writer, does)
    app.push_screen(sheet)
