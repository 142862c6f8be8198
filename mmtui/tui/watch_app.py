"""``mmtui live watch`` on the screen, from its first picture to its exit code."""

from __future__ import annotations

from typing import ClassVar

from mmtui.live.watching import Watcher
from mmtui.tui.clothes import ClothedApp, code_of
from mmtui.tui.watch_screen import WatchScreen


def run_watch(pid: int, watcher: Watcher) -> int:
    """Show a process until the player quits, and return the exit code."""
    return code_of(WatchApp(pid, watcher))


class WatchApp(ClothedApp):
    """One screen; it reads and never writes."""

    CSS_PATH: ClassVar[list[str]] = ["app.tcss", "watch.tcss"]  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, pid: int, watcher: Watcher) -> None:
        super().__init__()
        self._pid = pid
        self._watcher = watcher

    def get_default_screen(self) -> WatchScreen:
        return WatchScreen(self._pid, self._watcher)
