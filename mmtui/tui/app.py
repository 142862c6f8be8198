"""The game on the screen, from its first picture to its exit code."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from mmtui.progress import Progress, ProgressError
from mmtui.report.course import chapters_of
from mmtui.scenario import Head, glance, heads_of, scenario_files
from mmtui.tui.begun import record_of
from mmtui.tui.clothes import code_of
from mmtui.tui.commands import commands_of
from mmtui.tui.home import HomeScreen
from mmtui.tui.library import FEW, FoundCourse, course_in, our_folder
from mmtui.tui.opening import Opening
from mmtui.tui.orders import Order, scenario_order, session_order
from mmtui.tui.shelf import Record, Shelf

if TYPE_CHECKING:
    from mmtui.game.session import Session
    from mmtui.practice.drill import Drill
    from mmtui.tui.opening import CatalogSource


def run_app(
    catalog: CatalogSource,
    *,
    progress: Progress,
    scenario: Path | None = None,
    session: Session | None = None,
    drill: Drill | None = None,
    scheme: str | None = None,
    notices: Sequence[str] = (),
) -> int:
    """Play, and return the exit code.

    ``catalog`` may be a function that loads it; it is called after the first picture.  It begins at a
    scenario, at a session that has begun already, or with problems to practise, or else at the course.
    """
    first = session or drill or scenario
    return code_of(MmtuiApp(catalog, progress=progress, scenario=first, scheme=scheme, notices=notices))


class MmtuiApp(Opening):
    """Owns what all screens share: the catalog, the record, and which scenario is opened next."""

    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("colon", "command_palette", "commands", show=False),
    ]

    @dataclass
    class Found(Message):
        """All plugins are loaded, and all scenarios are found."""

        result: FoundCourse

    def __init__(
        self,
        catalog: CatalogSource,
        *,
        progress: Progress,
        scenario: Path | Session | Drill | None = None,
        scheme: str | None = None,
        notices: Sequence[str] = (),
        folder: Path | None = None,
    ) -> None:
        super().__init__(catalog, progress)
        # Every screen would carry them, and be laid out a second time to hide them; nothing here uses them.
        self._disable_tooltips = self._disable_notifications = True
        self._first = scenario
        self._scheme = scheme or ""
        self._notices = list(notices)
        self._folder = folder or our_folder()

    def get_default_screen(self) -> Screen[None]:
        files = scenario_files([self._folder])
        heads = heads_of(files, glance) if len(files) <= FEW else []
        self._home = HomeScreen(Shelf(chapters_of(heads), self._record(heads)), self._notices)
        return self._home

    def on_mount(self) -> None:
        self.call_after_refresh(lambda: gc.enable())  # Textual looks at a signature: 15 ms if it is C's
        self.call_after_refresh(self._find_everything)
        if self._first is not None:
            self._begin(self._first)

    def _begin(self, first: Path | Session | Drill) -> None:
        if isinstance(first, Path):
            self.open(scenario_order(first, self._scheme))
        elif isinstance(first, tuple):
            self.practise(first)
        else:
            self.post_message(self.Ready(session_order(first), first))

    # -- behind the screen

    @work(thread=True, group="find")
    def _find_everything(self) -> None:
        self.post_message(self.Found(course_in(self._folder, self._catalog)))

    def on_mmtui_app_found(self, message: Found) -> None:
        self._notices += message.result.notices
        self._home.show_course(message.result.heads)
        self._home.show_record(self._record(message.result.heads))
        self._home.show_notices(self._notices)

    # -- playing

    def on_home_screen_play(self, message: HomeScreen.Play) -> None:
        self.open(scenario_order(message.head.path))

    def on_home_screen_practise(self, message: HomeScreen.Practise) -> None:
        from mmtui.practice.drill import Drill

        self.practise(Drill(message.chapter))

    def on_home_screen_sandbox(self) -> None:
        self.ask_for_sandbox()

    def on_home_screen_reset(self, message: HomeScreen.Reset) -> None:
        try:
            self.progress.record_reset(message.head.id)
        except ProgressError as error:
            self._notices.append(str(error))
            self._home.show_notices(self._notices)
        self._home.show_record(self._record(self._home.shelf.every))

    def upcoming(self, order: Order) -> Head | None:
        return self._home.shelf.upcoming(order.path)

    def played(self, order: Order, onward: bool) -> None:
        following = self.upcoming(order)
        self._home.show_played(order.path, self._record(self._home.shelf.every))
        if onward and order.drill is not None and order.drill.seed is None:
            self.practise(order.drill)
        elif onward and following is not None:
            self.open(scenario_order(following.path))

    def _record(self, heads: Sequence[Head]) -> Record:
        try:
            return record_of(heads, self.progress)
        except ProgressError as error:
            self._notices.append(str(error))
            return Record()

    # -- the command palette

    def action_command_palette(self) -> None:
        """Show all commands; one types to find one."""
        from mmtui.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        return commands_of(self, screen)
