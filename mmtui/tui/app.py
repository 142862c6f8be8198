"""The game on the screen, from its first picture to its exit code."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from textual import work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen

from mmtui.progress import Progress, ProgressError
from mmtui.report.course import chapters_of
from mmtui.report.text import Line, flowed, line
from mmtui.scenario import heads_of, scenario_files
from mmtui.tui.begun import begun_of
from mmtui.tui.commands import commands_of
from mmtui.tui.home import HomeScreen
from mmtui.tui.library import FEW, FoundCourse, Refused, course_in, our_folder, session_of
from mmtui.tui.sheet import show_sheet
from mmtui.tui.shelf import Shelf
from mmtui.tui.theme import DARK, ELSEWHERE, LIGHT, theme_for
from mmtui.tui.toosmall import fit

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.game.session import Session

    CatalogSource: TypeAlias = Catalog | Callable[[], Catalog]


def run_app(
    catalog: CatalogSource,
    *,
    progress: Progress,
    scenario: Path | None = None,
    scheme: str | None = None,
    notices: Sequence[str] = (),
) -> int:
    """Play, and return the exit code.

    ``catalog`` may be a function that loads it; it is called after the first picture.
    """
    if os.environ.get("NO_COLOR") == "":  # empty is not set (no-color.org); Textual takes it for set
        del os.environ["NO_COLOR"]
    app = MmtuiApp(catalog, progress=progress, scenario=scenario, scheme=scheme, notices=notices)
    code = app.run()
    return code if code is not None else app.return_code or 0


class MmtuiApp(App[int]):
    """Owns what all screens share: the catalog, the record, and which scenario is opened next."""

    CSS_PATH = "app.tcss"
    TITLE = "mmtui"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("colon", "command_palette", "commands", show=False),
        Binding("ctrl+c", "interrupt", "leave at once", show=False, priority=True),
    ]

    @dataclass
    class Found(Message):
        """All plugins are loaded, and all scenarios are found."""

        result: FoundCourse

    @dataclass
    class Ready(Message):
        """A scenario can be played, or not."""

        result: Session | Refused

    def __init__(
        self,
        catalog: CatalogSource,
        *,
        progress: Progress,
        scenario: Path | None = None,
        scheme: str | None = None,
        notices: Sequence[str] = (),
        folder: Path | None = None,
    ) -> None:
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = theme_for(os.environ).name
        self.animation_level = "none"
        # Every screen would carry them, and be laid out a second time to hide them; nothing here uses them.
        self._disable_tooltips = self._disable_notifications = True
        self.progress = progress
        self._source = catalog
        self._loading = Lock()
        self._first = scenario
        self._scheme = scheme or ""
        self._notices = list(notices)
        self._folder = folder or our_folder()
        self._opening: Path | None = None
        self._is_set_aside = False

    def get_default_screen(self) -> Screen[None]:
        files = scenario_files([self._folder])
        heads = heads_of(files) if len(files) <= FEW else []
        self._home = HomeScreen(
            Shelf(chapters_of(heads), self._solved(), begun_of(heads, self.progress)), self._notices
        )
        return self._home

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(ELSEWHERE)

    def on_mount(self) -> None:
        self.call_after_refresh(lambda: gc.enable())  # Textual looks at a signature: 15 ms if it is C's
        self.call_after_refresh(self._find_everything)
        if self._first is not None:
            self._open(self._first, self._scheme)

    def on_resize(self, event: Resize) -> None:
        self.call_after_refresh(fit, self)

    # -- behind the screen

    def _catalog(self) -> Catalog:
        with self._loading:
            if callable(self._source):
                self._source = self._source()
            return self._source

    @work(thread=True, group="find")
    def _find_everything(self) -> None:
        self.post_message(self.Found(course_in(self._folder, self._catalog)))

    @work(thread=True, group="open")
    def _prepare(self, path: Path, scheme: str) -> None:
        result = session_of(path, self._catalog, scheme)
        import mmtui.tui.play  # noqa: F401 - so that the screen does not wait for it

        self.post_message(self.Ready(result))

    def on_mmtui_app_found(self, message: Found) -> None:
        self._notices += message.result.notices
        self._home.show_course(message.result.heads)
        self._home.show_begun(self._begun())
        self._home.show_notices(self._notices)

    # -- playing

    def on_home_screen_play(self, message: HomeScreen.Play) -> None:
        self._open(message.head.path)

    def _open(self, path: Path, scheme: str = "") -> None:
        if self._opening is None:
            self._opening = path
            self._prepare(path, scheme)

    def on_mmtui_app_ready(self, message: Ready) -> None:
        path, self._opening = self._opening, None
        if isinstance(message.result, Refused):
            self._show_refused(message.result)
            return
        from mmtui.tui.play import PlayScreen

        screen = PlayScreen(message.result, self.progress)
        self.push_screen(screen, lambda _: self._home.show_played(path, self._solved(), self._begun()))
        self.call_later(screen.call_after_refresh, self._set_aside)

    def _set_aside(self) -> None:
        # Once the game is on the screen: to look through all that was imported for it takes the garbage
        # collector 50 ms, during whatever key comes then.  None of it becomes garbage.
        if not self._is_set_aside:
            self._is_set_aside = True
            gc.freeze()

    def _show_refused(self, refused: Refused) -> None:
        def lines(width: int) -> list[Line]:
            return [piece for text in refused.lines for piece in flowed(line(text), width, 2)]

        show_sheet(self, refused.title, lines)

    def _solved(self) -> frozenset[str]:
        try:
            return frozenset(self.progress.solved())
        except ProgressError as error:
            self._notices.append(str(error))
            return frozenset()

    def _begun(self) -> Mapping[str, str]:
        return begun_of(self._home.shelf.every, self.progress)

    # -- leaving, and the command palette

    def action_interrupt(self) -> None:
        self.exit(130)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        return commands_of(self, screen)
