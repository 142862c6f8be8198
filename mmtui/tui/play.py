"""Playing a scenario: begin, answer, read hints, and leave."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Key
from textual.widgets import Input

from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.plain.diary import Diary
from mmtui.plain.resume import resumed
from mmtui.progress import Progress
from mmtui.report.question import answer_form, debrief_lines, opening_lines
from mmtui.tui.answer import AnswerField
from mmtui.tui.answering import graded
from mmtui.tui.help import show_help
from mmtui.tui.keys import PLAY
from mmtui.tui.lines import LinesPane
from mmtui.tui.look import Look
from mmtui.tui.looking import Looking
from mmtui.tui.panes import careful
from mmtui.tui.sheet import show_sheet
from mmtui.tui.stage import TABS
from mmtui.tui.tables import Tables

_NO_PANES = frozenset("0456789")
"""Digits that are no key: one may be typed as an answer before there is a field for it."""


class PlayScreen(Looking):
    """Owns the look, and with it the session; every answer and hint is written down before it is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*PLAY]

    def __init__(self, session: Session, progress: Progress) -> None:
        self._resumed = resumed(session, progress)
        super().__init__(Look(self._resumed.session).settled())
        self.diary = Diary(progress, self.tell)

    def on_mount(self) -> None:
        notice = self._resumed.notice
        went_on = self._resumed.session.step > 0
        if went_on:
            self._open_brief(f"{notice}  Key r starts over.", "go on")
        else:
            self._open_brief(notice)

    # -- answering

    def on_key(self, event: Key) -> None:
        """Say why nothing happens: a letter where a number is asked for, a digit outside of the field."""
        if self.field is not None and self.focused is self.field:
            if event.is_printable and event.key not in self.active_bindings:
                self.tell(self.field.refusal(event.character or ""))
        elif event.character is not None and event.character in _NO_PANES:
            self.tell(_about_digits(self.look))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let the answer field have its Enter; elsewhere the key comes first, and what follows it waits."""
        return action != "enter" or self.field is None or self.focused is not self.field

    async def action_enter(self) -> None:
        self.tell("")
        if self.look.right is not None:
            self._go_on()
        elif self.look.session.solved:
            self.action_leave()
        elif self.look.session.by_pointing:
            self._answer(str(self.look.session.cursor))
        else:
            await self._open_field()

    async def _open_field(self) -> None:
        # focused before the next key is taken, however fast that comes
        question = self.look.session.question
        field = self.field
        if field is None and question is not None:
            field = AnswerField(answer_form(question))
            await self.mount(field, after="#question")
        if field is not None:
            self.set_focus(field)
            self.call_after_refresh(self.show_keys)

    def on_input_changed(self, message: Input.Changed) -> None:
        if message.value:
            self.tell("")  # why a character was refused

    async def on_answer_field_given(self, message: AnswerField.Given) -> None:
        if not message.text:
            await self.action_put_away()
            self.tell("No answer was given, so none was counted.")
            return
        self._answer(message.text)
        verdict, field = self.look.session.verdict, self.field
        if verdict is None or verdict.outcome is Outcome.SOLVED:
            await self.action_put_away()
        elif field is not None and verdict.outcome is Outcome.NOT_YET:
            field.value = ""  # what is typed next is the next answer

    async def action_submit(self) -> None:
        """Answer with what is in the field."""
        if self.field is not None:
            await self.field.action_submit()

    async def action_put_away(self) -> None:
        """Take the field away."""
        if self.field is not None:
            await self.field.remove()
        self.open_pane("said")
        self.show_keys()

    def _answer(self, text: str) -> None:
        self.tell("")
        before = self.look.session
        session = graded(before, text)
        assert session.verdict is not None, "an answer has a verdict"
        self.diary.answered(before, session, text)
        right = session.verdict.outcome is Outcome.SOLVED
        self.show(replace(self.look, session=session, right=before.step if right else None))

    def _go_on(self) -> None:
        session = replace(self.look.session, verdict=None)
        self.show(replace(self.look, session=session, right=None).turned())
        self.turn_to_question()
        if session.solved:
            self.action_brief()

    def action_hint(self) -> None:
        session = self.look.session
        if self.look.right is not None or session.question is None:
            self.tell("The hints stand in the debrief, which b shows when all is solved.")
            return
        hinted = session.hinted()
        self.tell("" if hinted != session else "There are no more hints.")
        self.diary.hinted(session, hinted)
        self.show(replace(self.look, session=hinted))

    # -- reading, and leaving

    def action_brief(self) -> None:
        if self.look.session.solved and self.look.right is None:
            session = self.look.session
            title = f"solved: {session.trial.scenario.title}"
            show_sheet(self.app, title, careful(lambda width: debrief_lines(session, width)))
        else:
            self._open_brief("", "go on")

    def _open_brief(self, notice: str, does: str = "begin") -> None:
        session = self.look.session
        writer = careful(lambda width: opening_lines(session, width, notice))
        show_sheet(self.app, session.trial.scenario.title, writer, does)

    async def action_restart(self) -> None:
        """Begin again at the first question; what was solved stays solved in the record."""
        if self.field is not None:
            await self.field.remove()
        session = self.look.session
        self.show(Look(Session.begin(session.trial, session.scheme)).settled())
        self.turn_to_question()
        self.tell("You start over. What is in your record stays there.")

    def action_help(self) -> None:
        here = self.focused
        name = here.id if here is not None and here.id in TABS else "question"
        keys = [*(here.BINDINGS if isinstance(here, (LinesPane, Tables)) else ()), *self.BINDINGS]
        show_help(self.app, name or "question", keys)

    def action_leave(self) -> None:
        self.dismiss(None)


def _about_digits(look: Look) -> str:
    session = look.session
    if look.right is not None or session.solved:
        return "A digit does nothing here; g goes to an operation."
    if session.by_pointing:
        return "This question is answered at the operation: g goes to one, Enter answers with it."
    return "Enter opens the field for the answer; g goes to an operation."
