"""Opening what is to be played: made ready off the screen's thread, and shown when it is."""

from __future__ import annotations

import gc
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from textual import work
from textual.message import Message

from mmtui.progress import Progress, ProgressError
from mmtui.report.text import Line, flowed, line
from mmtui.scenario import Head
from mmtui.tui.clothes import ClothedApp
from mmtui.tui.orders import Order, Refused, made, practice_order, session_order
from mmtui.tui.sheet import show_sheet

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.game.session import Session
    from mmtui.practice.drill import Drill
    from mmtui.tui.lab_run import RunScreen
    from mmtui.tui.play import PlayScreen

    CatalogSource: TypeAlias = Catalog | Callable[[], Catalog]


class Opening(ClothedApp):
    """Owns the catalog and the record; one order is made ready at a time."""

    @dataclass
    class Ready(Message):
        """What was ordered can be played, or not."""

        order: Order
        result: Session | Refused

    def __init__(self, catalog: CatalogSource, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self._source = catalog
        self._loading = Lock()
        self._opening: Order | None = None
        self._is_set_aside = False

    @abstractmethod
    def played(self, order: Order, onward: bool) -> None:
        """Take note that the player has come back; ``onward`` is whether to what comes next."""

    @abstractmethod
    def upcoming(self, order: Order) -> Head | None:
        """Return the scenario that comes after one, if it was one."""

    # -- behind the screen

    def _catalog(self) -> Catalog:
        with self._loading:
            if callable(self._source):
                self._source = self._source()
            return self._source

    @work(thread=True, group="open")
    def _prepare(self, order: Order) -> None:
        result = made(order, self._catalog)
        import mmtui.tui.practising  # noqa: F401 - so that the screen does not wait for it

        self.post_message(self.Ready(order, result))

    @work(thread=True, group="sandbox")
    def ask_for_sandbox(self) -> None:
        """Ask for the machine of a sandbox, and open it."""
        try:
            catalog = self._catalog()
        except Exception as error:  # the course is there without plugins, and it is said why they are not
            self.call_from_thread(self._show_refused, Refused("sandbox", (str(error),)))
            return
        from mmtui.tui.sandboxes import choose_sandbox

        self.call_from_thread(choose_sandbox, self, catalog, self.open)

    # -- on the screen

    def open(self, order: Order) -> None:
        """Make something ready and show it, unless something else is being made ready."""
        if self._opening is None:
            self._opening = order
            self._prepare(order)

    def on_opening_ready(self, message: Ready) -> None:
        self._opening = None
        if isinstance(message.result, Refused):
            self._show_refused(message.result)
        else:
            self._show_session(message.order, message.result)

    def _show_session(self, order: Order, session: Session) -> None:
        screen = self._screen_for(order, session)
        self.push_screen(screen, lambda onward: self.played(order, bool(onward)))
        self.call_later(screen.call_after_refresh, self._set_aside)

    def _screen_for(self, order: Order, session: Session) -> PlayScreen:
        from mmtui.tui.play import PlayScreen
        from mmtui.tui.practising import PracticeScreen

        if order.drill is not None:
            return PracticeScreen(session, self.progress, order.drill)
        return PlayScreen(session, self.progress, lambda: self.upcoming(order))

    def on_run_screen_go_on(self, message: RunScreen.GoOn) -> None:
        self._show_session(session_order(message.session), message.session)

    def practise(self, drill: Drill) -> None:
        """Open the problem that is to be done now."""
        try:
            number = drill.upcoming(self.progress)
        except ProgressError as error:
            self._show_refused(Refused("practice", (str(error),)))
        else:
            self.open(practice_order(drill, number))

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
