"""The command palette of Textual, with a footer of its own: below it stand the keys of another screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.command import CommandPalette

from mmtui.tui.keybar import Key, KeyBar


class Palette(CommandPalette):
    """All that is typed is searched for; Enter runs what is lit, Esc leaves."""

    def __init__(self) -> None:
        super().__init__(id="--command-palette")
        self._bar = KeyBar()

    def compose(self) -> ComposeResult:
        yield from super().compose()
        self._bar.show(
            [
                Key("Enter", "do it"),
                Key("↑ ↓", "choose", ("command_list('cursor_up')", "cursor_down")),
                Key("Esc", "close", "escape"),
            ]
        )
        yield self._bar
