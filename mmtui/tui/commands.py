"""The command palette: what the keys of a screen do, and the colours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from mmtui.tui.theme import DARK, LIGHT
from mmtui.tui.toosmall import FitsTerminal


def commands_of(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield the commands for a screen; each says which key does the same."""
    from mmtui.tui.keys import shown

    if isinstance(screen, FitsTerminal):
        for binding in screen.BINDINGS:
            if isinstance(binding, Binding) and binding.description:
                title = binding.description[0].upper() + binding.description[1:]
                run = partial(app.run_action, binding.action, screen)
                yield SystemCommand(title, f"key {shown(binding.key)}", run)
    for theme, name in ((DARK, "Dark colours"), (LIGHT, "Light colours")):
        yield SystemCommand(name, "until mmtui ends", partial(setattr, app, "theme", theme.name))
    yield SystemCommand("Quit mmtui", "what you did is saved", app.action_quit)
