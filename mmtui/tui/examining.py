"""The player's file while it is examined: each check as it is made, and how far the search is."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from mmtui.game.build_apart import Asked, Report, examined_apart
from mmtui.game.build_checks import Check
from mmtui.game.handing_in import seen
from mmtui.game.session import Session
from mmtui.report.building import report_lines
from mmtui.report.text import Line, Role, Span, flowed, line
from mmtui.tui.boxed import SCROLL, BoxedScreen
from mmtui.tui.boxes import entitle
from mmtui.tui.keybar import Key

_STOP = Key("Esc", "stop", "stop")


class ExamineScreen(BoxedScreen[Report]):
    """Examines a file and ends with the report.  It is stopped at once, whatever the file does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "stop", "stop", show=False)]

    @dataclass
    class Told(Message):
        """How far it is, and what was found so far."""

        text: str
        checks: tuple[Check, ...]

    @dataclass
    class Ended(Message):
        """It is over."""

        report: Report

    def __init__(self, session: Session, asked: Asked) -> None:
        super().__init__()
        self._session = session
        self._asked = asked
        self._halted = False
        self._told = self.Told("it begins", ())

    def on_mount(self) -> None:
        entitle(self._box, f"examine {self._asked.path.name}")
        self._bar.show([SCROLL, _STOP])
        self._begun = monotonic()
        self._show()
        self.set_interval(1.0, self._show)
        self._examining()

    def on_unmount(self) -> None:
        self._halted = True

    @work(thread=True, group="examine")
    def _examining(self) -> None:
        try:
            report = examined_apart(self._asked, self._tell, lambda: self._halted)
        except Exception as error:  # a process that cannot be started: no reason to lose the game
            report = Report(error=f"{type(error).__name__}: {error}")
        if self.is_attached:
            self.post_message(self.Ended(report))

    def _tell(self, text: str, checks: tuple[Check, ...]) -> None:
        if not self._halted:
            self.post_message(self.Told(text, checks))

    def on_examine_screen_told(self, message: Told) -> None:
        self._told = message
        self._show()

    def on_examine_screen_ended(self, message: Ended) -> None:
        self.dismiss(message.report)

    def _show(self) -> None:
        session = seen(self._session, Report(self._told.checks))
        seconds = f"{'stopping' if self._halted else 'running'}, {int(monotonic() - self._begun)} s"
        doing = line(Span(" ".join(part for part in (self._told.text, f"({seconds})") if part), Role.DIM))

        def write(width: int) -> list[Line]:
            return [*report_lines(session, session.step, width), line(""), *flowed(doing, width)]

        self._text.write(write)

    def action_stop(self) -> None:
        self._halted = True
        self._show()
