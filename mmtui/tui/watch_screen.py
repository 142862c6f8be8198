"""A process that runs, in panes: its VMAs, the page table of one of them, the folios in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen

from mmtui.errors import UsageError
from mmtui.live.frames import PAGE
from mmtui.live.watching import Seen, Watcher
from mmtui.live.watching_text import Choice, folio_lines, table_lines, vma_lines
from mmtui.report.text import fitted
from mmtui.tui.boxes import Row, entitle
from mmtui.tui.help import show_help
from mmtui.tui.keybar import KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.toosmall import FitsTerminal
from mmtui.tui.watch_words import FOOTER, SECONDS, USUAL, WATCH, head_line

PANES = ("vmas", "tables", "folio")


class WatchScreen(FitsTerminal, Screen[None]):
    """Shows the last look; a thread looks again and again, and touches nothing here."""

    AUTO_FOCUS = "#tables"
    BINDINGS: ClassVar[list[BindingType]] = [*WATCH]

    @dataclass
    class Looked(Message):
        """The process was looked at."""

        seen: Seen
        asked: bool
        """By a key, although it stands still."""

    @dataclass
    class Ended(Message):
        """It cannot be looked at any more, and why."""

        problem: str

    def __init__(self, pid: int, watcher: Watcher) -> None:
        super().__init__()
        self._pid = pid
        self._watcher = watcher
        self._seen: Seen | None = None
        self._last: Seen | None = None
        self._start: int | None = None
        self._pace = USUAL
        self._paused = self._left = self._asked = False
        self._problem = ""
        self._wake = Event()
        self._panes = {name: LinesPane(id=name) for name in PANES}
        self._title = LinesPane(id="title", focusable=False)
        self._keys = KeyBar()

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._panes["vmas"]
        yield Row(self._panes["tables"], self._panes["folio"], id="below")
        yield self._keys

    def on_mount(self) -> None:
        self._keys.show(FOOTER)
        entitle(self._panes["vmas"], "VMAs that have memory")
        self._show()
        self._watch()

    def on_unmount(self) -> None:
        self._left = True
        self._wake.set()

    # -- looking

    @work(thread=True, group="watch")
    def _watch(self) -> None:
        while not self._left:
            self._wake.clear()
            try:
                if self._asked or not self._paused:
                    asked, self._asked = self._asked, False
                    self.post_message(self.Looked(self._watcher.look(self._start), asked))
            except (UsageError, OSError) as error:
                self.post_message(self.Ended(str(error)))
                return
            self._wake.wait(None if self._paused else SECONDS[self._pace])

    def on_watch_screen_looked(self, message: Looked) -> None:
        late = self._paused and not message.asked and self._seen is not None
        if late or self._is_of_another(message.seen):  # under way when the key came
            return
        first, self._seen = self._seen is None, message.seen
        self._last = message.seen
        self._show()
        if first:
            self._panes["vmas"].bring_into_view(message.seen.vmas.index(message.seen.chosen))

    def _is_of_another(self, seen: Seen) -> bool:
        there = any(vma.area.start == self._start for vma in seen.vmas)
        return there and seen.chosen.area.start != self._start

    def on_watch_screen_ended(self, message: Ended) -> None:
        self._problem = message.problem
        self._seen = self._last
        self._show()

    # -- showing

    def _show(self) -> None:
        seen = self._seen
        pace = 0.0 if self._paused else SECONDS[self._pace]
        head = head_line(self._pid, seen, pace, self._problem)
        self._title.write(lambda width: [fitted(head, width)])
        if seen is None:
            return
        self._panes["vmas"].write(lambda width: vma_lines(seen, width))
        self._panes["tables"].write(lambda width: table_lines(seen, width))
        self._panes["folio"].write(lambda width: folio_lines(seen, width))
        entitle(self._panes["tables"], f"page table of {seen.chosen.area.start * PAGE:x}")
        entitle(self._panes["folio"], "its large folios")

    # -- keys

    def action_pause(self) -> None:
        self._paused = not self._paused
        self._wake.set()
        self._show()

    def action_pace(self, by: int) -> None:
        self._pace = max(0, min(self._pace + by, len(SECONDS) - 1))
        self._wake.set()
        self._show()

    def action_vma(self, by: int) -> None:
        seen = self._seen
        if seen is not None and not self._problem:
            at = (seen.vmas.index(seen.chosen) + by) % len(seen.vmas)
            self._choose(seen, at)

    def _choose(self, seen: Seen, at: int) -> None:
        """Light another VMA at once; its entries come with the look that is asked for."""
        chosen = seen.vmas[at]
        self._start = chosen.area.start
        self._asked = True
        self._seen = Seen(seen.vmas, chosen, ())
        self._show()
        self._panes["vmas"].bring_into_view(at)
        for name in ("tables", "folio"):
            self._panes[name].scroll_to(y=0, animate=False)
        self._wake.set()

    def on_lines_pane_picked(self, message: LinesPane.Picked) -> None:
        seen = self._seen
        if isinstance(message.about, Choice) and seen is not None and not self._problem:
            starts: Sequence[int] = [vma.area.start for vma in seen.vmas]
            self._choose(seen, starts.index(message.about.start))

    def action_scroll(self, by: int) -> None:
        if isinstance(self.focused, LinesPane):
            self.focused.action_scroll(by)

    def action_other_pane(self, by: int) -> None:
        here = self.focused.id if self.focused is not None else None
        at = PANES.index(here) if here in PANES else 0
        self._panes[PANES[(at + by) % len(PANES)]].focus(scroll_visible=False)

    def action_help(self) -> None:
        show_help(self.app, "watch", [*LinesPane.BINDINGS, *self.BINDINGS])

    def action_leave(self) -> None:
        self.app.exit(0)
