"""Editing the player's file in the game, for who has no editor; what is typed is kept at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key as KeyPressed
from textual.screen import ModalScreen
from textual.widgets import TextArea

from mmtui.catalog.drafts import Opened, keep_draft, saved
from mmtui.catalog.workshop import digest_of_file
from mmtui.report.text import Role, Span, fitted, flowed, line
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.menus import Menu
from mmtui.tui.toosmall import FitsTerminal

_KEYS = (
    Key("Ctrl+S", "save", "save"),
    Key("Ctrl+Z", "undo"),
    Key("Ctrl+Y", "redo"),
    Key("Esc", "close", "leave"),
)
_SAVE, _KEEP, _STAY = range(3)


class PythonText(TextArea):
    """A text in which a new line begins where the one above does, and deeper behind a colon."""

    async def _on_key(self, event: KeyPressed) -> None:
        if event.key != "enter":
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        row, column = self.cursor_location
        before = self.get_line(row).plain[:column]
        deeper = "    " if before.rstrip().endswith(":") else ""
        self.insert(f"\n{re.match(r'[ ]*', before)[0]}{deeper}")  # type: ignore[index]


class EditScreen(FitsTerminal, ModalScreen[None]):
    """Edits one file.  Each change is in a draft beside it before the next key; Ctrl+S writes the file."""

    DEFAULT_CSS = """
    EditScreen {
        background: $background;
    }
    EditScreen #text, EditScreen #text:focus {
        height: 1fr;
        border: none;
        padding: 0;
        background: $background;
    }
    EditScreen #path {
        height: 1;
    }
    EditScreen #news {
        height: auto;
        max-height: 3;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", show=False, priority=True),
        Binding("escape", "leave", "close", show=False, priority=True),
    ]

    def __init__(self, path: Path, opened: Opened) -> None:
        super().__init__()
        self._path = path
        self._digest = opened.digest
        self._was = path.read_text(encoding="utf-8")
        self._kept = opened.text
        self._notice = opened.notice
        self._title = LinesPane(
            lambda width: [fitted(line(Span(str(path), Role.HEAD)), width)], id="path", focusable=False
        )
        self._area = PythonText(opened.text, id="text", show_line_numbers=True, tab_behavior="indent")
        self._news = LinesPane(id="news", focusable=False)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._area
        yield self._news
        bar = KeyBar()
        bar.show(_KEYS)
        yield bar

    def on_mount(self) -> None:
        self.set_focus(self._area)
        self._say(self._notice or "What you type is kept as you type it; Ctrl+S puts it into the file.")

    def _say(self, text: str, role: Role = Role.DIM) -> None:
        self._news.write(lambda width: flowed(line(Span(text, role)), width, 0))

    # -- keeping

    @property
    def _changed(self) -> bool:
        return self._area.text != self._was

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        if self._area.text == self._kept:
            return
        self._kept = self._area.text
        try:
            keep_draft(self._path, self._kept)
        except OSError as error:
            self._say(f"What you type cannot be kept: {error}", Role.WRONG)

    def action_save(self) -> None:
        """Write the file."""
        self._save()

    def _save(self) -> bool:
        text = self._area.text
        try:
            said = saved(self._path, text, self._digest)
        except OSError as error:
            self._say(f"Not saved: {error}", Role.WRONG)
            return False
        self._was = text
        self._digest = digest_of_file(self._path)
        self._say(said, Role.NEW)
        return True

    # -- leaving

    def action_leave(self) -> None:
        """Close it; what is not saved is asked about."""
        if self._changed:
            self.app.push_screen(_leave_menu(), self._leave_if)
        else:
            self.dismiss()

    def _leave_if(self, answer: int | None) -> None:
        if answer == _KEEP or (answer == _SAVE and self._save()):
            self.dismiss()


def _leave_menu() -> Menu:
    choices = [line(" 1 save, and close"), line(" 2 close, and keep it for later"), line(" 3 go on editing")]
    about = [
        "The file becomes what you see.",
        "The file stays as it is. What you typed is there again when you press i.",
        "Nothing happens.",
    ]
    return Menu("it is not saved", choices, _SAVE, about=about, what="answers")
