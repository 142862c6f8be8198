"""Asking for the name of a file to save a run in."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from mmtui.tui.boxes import Column, entitle
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.toosmall import FitsTerminal


class SaveScreen(FitsTerminal, ModalScreen[str | None]):
    """Ends with what was typed, or with None."""

    DEFAULT_CSS = """
    SaveScreen {
        align: center middle;
        background: $background;
    }
    SaveScreen Input, SaveScreen Input:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "do not save", show=False)]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._field = Input(name, placeholder="the name of a file", max_length=200, id="save")
        self._box = Column(classes="sheet")

    def compose(self) -> ComposeResult:
        with self._box:
            yield self._field
        bar = KeyBar()
        bar.show([Key("Enter", "save", "save"), Key("Esc", "do not save", "leave")])
        yield bar

    def on_mount(self) -> None:
        entitle(self._box, "save the run as a scenario, in which file?")
        self.set_focus(self._field)

    def on_input_submitted(self, message: Input.Submitted) -> None:
        self.action_save()

    def action_save(self) -> None:
        self.dismiss(self._field.value.strip() or None)

    def action_leave(self) -> None:
        self.dismiss(None)
