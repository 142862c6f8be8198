"""The glossary over the screen: what the words mean, found while one types."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from mmtui.report.words import word_lines
from mmtui.tui.boxed import ROOMY
from mmtui.tui.boxes import Column, entitle
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.toosmall import FitsTerminal


class WordField(Input):
    """Filters while one types; the arrows scroll, and everything else that is no text leaves."""

    DEFAULT_CSS = """
    WordField, WordField:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
    }
    """

    def __init__(self, words: str) -> None:
        super().__init__(words, placeholder="type a word, or a part of one", max_length=60, id="word")


class WordsScreen(FitsTerminal, ModalScreen[None]):
    """All words, those of the scenario first; or those in which what is typed occurs."""

    DEFAULT_CSS = """
    WordsScreen {
        align: center middle;
        background: $background;
    }
    WordsScreen #sheet-text {
        height: 1fr;
    }
    WordsScreen .sheet {
        height: 100%;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "dismiss", "close", show=False),
        Binding("up", "scroll(-1)", "up", show=False, priority=True),
        Binding("down", "scroll(1)", "down", show=False, priority=True),
        Binding("pageup", "page(-1)", "one page up", show=False, priority=True),
        Binding("pagedown", "page(1)", "one page down", show=False, priority=True),
    ]
    VERTICAL_BREAKPOINTS = ROOMY

    def __init__(self, first: tuple[str, ...] = (), words: str = "") -> None:
        """``first`` are the terms that come first, ``words`` what is looked for at the beginning."""
        super().__init__()
        self._first = first
        self._field = WordField(words)
        self._box = Column(classes="sheet")
        self._text = LinesPane(id="sheet-text", focusable=False)

    def compose(self) -> ComposeResult:
        with self._box:
            yield self._field
            yield self._text
        bar = KeyBar()
        bar.show(
            [
                Key("letters", "find a word"),
                Key("↑ ↓", "scroll", ("scroll(-1)", "scroll(1)")),
                Key("Esc", "close", "dismiss"),
            ]
        )
        yield bar

    def on_mount(self) -> None:
        entitle(self._box, "words")
        self._find(self._field.value)
        self.set_focus(self._field)

    def on_input_changed(self, message: Input.Changed) -> None:
        self._find(message.value)

    def on_input_submitted(self, message: Input.Submitted) -> None:
        self.dismiss()

    def _find(self, words: str) -> None:
        self._text.write(lambda width: word_lines(words, self._first, width))
        self._text.scroll_to(y=0, animate=False)

    def action_scroll(self, by: int) -> None:
        self._text.action_scroll(by)

    def action_page(self, by: int) -> None:
        self._text.action_page(by)
