"""A text over the screen: brief, debrief, help, what is wrong; any of the usual keys closes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from mmtui.report.words import Term
from mmtui.tui.boxed import SCROLL, BoxedScreen
from mmtui.tui.boxes import entitle
from mmtui.tui.keybar import Key
from mmtui.tui.lines import LinesPane, Writer

KEPT = "sheet"
"""The name of the sheet that is kept."""


class Sheet(BoxedScreen[bool]):
    """Shows lines in a box that grows with them, up to the size of the screen.  Ends with True at Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "close", show=False),
        Binding("q,escape,question_mark,b", "dismiss", "close", show=False),
        Binding("w", "words", "what the words mean", show=False),
        Binding("space", "read_on", "one page down, or close", show=False),
    ]

    def say(self, title: str, writer: Writer, does: str, else_: str) -> None:
        """Show a text from its beginning; ``does`` is what Enter does, ``else_`` what q does."""
        entitle(self._box, title)
        self._text.write(writer)
        self._text.scroll_to(y=0, animate=False)
        self._bar.show(
            [
                Key("Enter", does, "go_on"),
                SCROLL,
                Key("Space", "read on", "read_on"),
                Key("w", "words", "words"),
                Key("q", else_, "dismiss"),
            ]
        )

    def action_go_on(self) -> None:
        self.dismiss(True)

    def action_words(self) -> None:
        """Show what the words mean, those of the text first."""
        marked = (span.about for text in self._text.lines for span in text)
        show_words(self.app, first=tuple(about.name for about in marked if isinstance(about, Term)))

    def on_lines_pane_picked(self, message: LinesPane.Picked) -> None:
        if isinstance(message.about, Term):
            show_words(self.app, message.about.name)

    def action_read_on(self) -> None:
        if self._text.scroll_offset.y + self._text.rows < len(self._text.lines):
            self._text.action_page(1)
        else:
            self.dismiss()


def show_sheet(
    app: App[Any],
    title: str,
    writer: Writer,
    does: str = "close",
    then: Callable[[], None] = lambda: None,
    else_: str = "close",
) -> None:
    """Show a text over the screen; ``does`` says what Enter does, which is to close it and then ``then``.

    ``else_`` says what the other keys do that only close it.

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
    sheet.say(title, writer, does, else_)
    app.push_screen(sheet, lambda by_enter: then() if by_enter else None)


def show_words(app: App[Any], words: str = "", first: tuple[str, ...] = ()) -> None:
    """Show the glossary over the screen: what a search finds, or all, some of it first."""
    from mmtui.tui.words import WordsScreen  # few open it, and the first picture does not wait for it

    app.push_screen(WordsScreen(first, words))
