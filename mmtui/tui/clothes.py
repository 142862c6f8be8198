"""What our programs on the screen have in common: colours, the room they need, how they are left."""

from __future__ import annotations

import os
import sys
from select import POLLERR, POLLHUP, POLLNVAL, poll
from threading import Timer
from typing import ClassVar, TextIO

from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Resize

from mmtui.tui.theme import DARK, ELSEWHERE, LIGHT, theme_for
from mmtui.tui.toosmall import fit

HUNG_UP = 129
"""The exit code when the terminal goes away, as of a program that SIGHUP ends."""
_LOOK_EVERY = 2.0
_PATIENCE = 2.0


class ClothedApp(App[int]):
    """Has our two themes, moves nothing by itself, asks for room, and ends with 130 at Ctrl+C."""

    TITLE = "mmtui"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "leave at once", show=False, priority=True),
    ]

    def __init__(self) -> None:
        if os.environ.get("NO_COLOR") == "":  # empty is not set (no-color.org); Textual takes it for set
            del os.environ["NO_COLOR"]
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = theme_for(os.environ).name
        self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(ELSEWHERE)

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(fit, self)

    def action_interrupt(self) -> None:
        self.exit(130)

    def on_mount(self) -> None:
        if not self.is_headless:
            self.set_interval(_LOOK_EVERY, self._leave_if_alone)

    def _leave_if_alone(self) -> None:
        # who ignores SIGHUP, as what runs under su may, would read the end of the terminal for ever
        if is_gone(sys.__stdin__):
            self.exit(HUNG_UP)
            # to put a terminal back as it was can wait for ever, if there is none any more
            patience = Timer(_PATIENCE, os._exit, (HUNG_UP,))
            patience.daemon = True
            patience.start()


def is_gone(stream: TextIO | None) -> bool:
    """Return whether the terminal behind a stream was closed."""
    if stream is None:
        return True
    looking = poll()
    looking.register(stream.fileno(), POLLHUP)
    return any(event & (POLLHUP | POLLERR | POLLNVAL) for _, event in looking.poll(0))


def code_of(app: ClothedApp) -> int:
    """Run a program until the player leaves it, and return its exit code."""
    code = app.run()
    return code if code is not None else app.return_code or 0
