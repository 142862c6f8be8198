"""Playing a scenario: begin, read, start over, and leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType

from mmtui.game.session import Session
from mmtui.plain.diary import Diary
from mmtui.plain.resume import resumed
from mmtui.progress import Progress
from mmtui.report.question import debrief_lines, opening_lines
from mmtui.scenario import Head
from mmtui.tui.answer import AnswerField
from mmtui.tui.asking import YES, restart_menu
from mmtui.tui.building import Building
from mmtui.tui.help import show_help
from mmtui.tui.keys import PLAY
from mmtui.tui.lines import LinesPane
from mmtui.tui.look import Look
from mmtui.tui.panes import careful
from mmtui.tui.sheet import show_sheet
from mmtui.tui.stage import TABS
from mmtui.tui.tables import Tables


class PlayScreen(Building):
    """Owns the look, and with it the session, from the brief to the debrief."""

    BINDINGS: ClassVar[list[BindingType]] = [*PLAY]
    NEXT = "next scenario"
    """What Enter leads to when all is solved, if there is one."""

    def __init__(
        self, session: Session, progress: Progress, upcoming: Callable[[], Head | None] = lambda: None
    ) -> None:
        self._resumed = resumed(session, progress)
        super().__init__(Look(self._resumed.session).settled())
        self.diary = Diary(progress, self.tell)
        self._upcoming = upcoming

    def on_mount(self) -> None:
        notice = self._resumed.notice
        went_on = self._resumed.session.step > 0
        if went_on:
            self._open_brief(f"{notice}  Key r starts over.", "go on")
        else:
            self._open_brief(notice)

    # -- reading

    def action_brief(self) -> None:
        if self.look.session.solved and self.look.right is None:
            self._open_debrief()
        else:
            self._open_brief("", "go on")

    def _open_brief(self, notice: str, does: str = "begin") -> None:
        session = self.look.session
        writer = careful(lambda width: opening_lines(session, width, notice))
        show_sheet(self.app, session.trial.scenario.title, writer, does)

    def _open_debrief(self) -> None:
        session, head = self.look.session, self._upcoming()
        writer = careful(lambda width: debrief_lines(session, width, head))
        does = self.NEXT if head is not None else "back to the course"
        show_sheet(self.app, self.solved_title(), writer, does, self.action_next, "look around")

    def solved_title(self) -> str:
        """Return what stands above the debrief."""
        session = self.look.session
        title = f"solved: {session.trial.scenario.title}"
        return " · ".join(filter(None, (title, self.diary.earned(session))))

    def action_help(self) -> None:
        here = self.focused
        name = here.id if here is not None and here.id in TABS else "question"
        own = here.BINDINGS if isinstance(here, LinesPane | Tables | AnswerField) else ()
        keys = [*own, *self.BINDINGS]
        show_help(self.app, name or "question", keys)

    # -- starting over, and leaving

    def action_restart(self) -> None:
        """Ask whether to begin again at the first question."""
        self.app.push_screen(restart_menu(self.look.session), self._restart_if)

    async def _restart_if(self, answer: int | None) -> None:
        if answer != YES:
            return
        if self.field is not None:
            await self.field.remove()
        session = self.look.session
        self.show(Look(Session.begin(session.trial, session.scheme)).settled())
        self.turn_to_question()
        self.tell("You start over. What is in your record stays there.")

    def action_next(self) -> None:
        self.dismiss(True)

    def action_leave(self) -> None:
        self.dismiss(False)
