"""``mmtui live watch`` on the screen, from its first picture to its exit code."""

from __future__ import annotations

import os
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Resize

from mmtui.live.watching import Watcher
from mmtui.tui.theme import DARK, ELSEWHERE, LIGHT, theme_for
from mmtui.tui.toosmall import fit
from mmtui.tui.watch_screen import WatchScreen


def run_watch(pid: int, watcher: Watcher) -> int:
    """Show a process until the player quits, and return the exit code."""
    if os.environ.get("NO_COLOR") == "":  # empty is not set (no-color.org); Textual takes it for set
        del os.environ["NO_COLOR"]
    app = WatchApp(pid, watcher)
    code = app.run()
    return code if code is not None else app.return_code or 0


class WatchApp(App[int]):
    """One screen; it reads and never writes."""

    CSS_PATH: ClassVar[list[str]] = ["app.tcss", "watch.tcss"]  # type: ignore[assignment]
    TITLE = "mmtui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "leave at once", show=False, priority=True)
    ]

    def __init__(self, pid: int, watcher: Watcher) -> None:
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = theme_for(os.environ).name
        self.animation_level = "none"
        self._pid = pid
        self._watcher = watcher

    def get_default_screen(self) -> WatchScreen:
        return WatchScreen(self._pid, self._watcher)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(ELSEWHERE)

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(fit, self)

    def action_interrupt(self) -> None:
        self.exit(130)
