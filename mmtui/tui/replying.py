"""Answering the open question, and going on behind a right answer; what is done is written down first."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from textual.events import Key
from textual.widgets import Input

from mmtui.game.grading import Outcome
from mmtui.plain.diary import Diary
from mmtui.report.question import answer_form
from mmtui.tui.answer import AnswerField
from mmtui.tui.answering import graded
from mmtui.tui.asking import PointingMenu
from mmtui.tui.keys import PLAY
from mmtui.tui.look import Look
from mmtui.tui.looking import Looking, if_chosen

_NO_PANES = frozenset("0456789")
"""Digits that are no key: one may be typed as an answer before there is a field for it."""


class Replying(Looking):
    """Owns the field to answer in; every answer and hint is in the diary before it is on the screen."""

    diary: Diary

    @abstractmethod
    def action_brief(self) -> None:
        """Show what is to be read; when all is solved, the debrief."""

    @abstractmethod
    def action_next(self) -> None:
        """Go on to the next scenario."""

    # -- keys that are text, and others

    def on_key(self, event: Key) -> None:
        """Say why nothing happens: a letter where a number is asked for, a digit outside of the field."""
        field = self.field
        if field is not None and self.focused is field:
            if event.is_printable and event.key not in self.active_bindings:
                self.tell(field.refusal(event.character or "") + _elsewhere(event.character))
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
            self.action_next()
        elif self.look.session.by_pointing:
            self._answer(str(self.look.session.cursor))
        else:
            await self._open_field()

    # -- the field

    def new_field(self, form: str) -> AnswerField | None:
        """Return a field of its own kind, for who has one."""
        return None

    async def _open_field(self) -> None:
        # focused before the next key is taken, however fast that comes
        question = self.look.session.question
        field = self.field
        if field is None and question is not None:
            form = answer_form(question)
            field = self.new_field(form) or AnswerField(form)
            await self.mount(field, after="#question")
        if field is not None:
            self.set_focus(field)
            self.call_after_refresh(self.show_keys)

    def on_input_changed(self, message: Input.Changed) -> None:
        self.show_keys()
        if message.value:
            self.tell("")  # why a character was refused

    async def on_answer_field_given(self, message: AnswerField.Given) -> None:
        field = self.field
        if not message.text and field is not None:
            self.tell(field.request)
            return
        self._answer(message.text)
        verdict = self.look.session.verdict
        if verdict is None and field is not None:  # done, and on the way
            field.cleared()
        elif verdict is None or verdict.outcome is Outcome.SOLVED:
            await self.action_put_away()
        elif field is not None and verdict.outcome is Outcome.NOT_YET:
            field.cleared()  # what is typed next is the next answer

    async def on_answer_field_put_away(self, message: AnswerField.PutAway) -> None:
        self.tell("")
        await self.action_put_away()

    def action_said(self, by: int) -> None:
        """Scroll what was said of the last answer, while the field has the keys."""
        self.pane("said").action_scroll(by)

    async def action_submit(self) -> None:
        """Answer with what is in the field."""
        if self.field is not None:
            await self.field.action_submit()

    async def action_put_away(self) -> None:
        """Take the field away, if there is one."""
        if self.field is not None:
            await self.field.remove()
            self.open_pane("said")
            self.show_keys()

    # -- the answer

    def action_go_to(self) -> None:
        """Choose a moment from a list; where one answers by pointing, that is an answer."""
        if self.look.right is not None or not self.look.session.by_pointing:
            super().action_go_to()
            return
        menu = PointingMenu(self.look.session, self.action_seek)
        self.app.push_screen(menu, if_chosen(self._point_at))

    def action_look_there(self) -> None:
        """Go to the operation that the last wrong answer names."""
        verdict = self.look.session.verdict
        if verdict is None or verdict.at is None or self.look.right is not None:
            self.tell("There is no wrong answer that names an operation.")
            return
        self.action_seek(verdict.at)

    def _point_at(self, n: int) -> None:
        self.action_seek(n)
        self._answer(str(n))

    def _answer(self, text: str) -> None:
        self.tell("")
        before = self.look.session
        session = graded(before, text)
        assert session.verdict is not None, "an answer has a verdict"
        self.diary.answered(before, session, text)
        right = session.verdict.outcome is Outcome.SOLVED
        self.show(replace(self.look, session=session, right=before.step if right else None))

    def _go_on(self) -> None:
        was = self.look.session.cursor
        session = self.look.session.gone_on()
        self.show(replace(self.look, session=session, right=None).settled().turned())
        self.turn_to_question()
        if session.cursor != was:
            self.tell(f"You stand at operation {session.cursor} now.")
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


def _elsewhere(character: str | None) -> str:
    """Return what a character does where it is a key, to be put behind why it is none here."""
    does = next((key.description for key in PLAY if character in key.key.split(",")), "")
    return f"  Esc, then {character}: {does}." if does else ""


def _about_digits(look: Look) -> str:
    session = look.session
    if look.right is not None or session.solved:
        return "A digit does nothing here; g goes to an operation."
    if session.by_pointing:
        return "This question is answered at the operation: go to it and press Enter, or choose it with g."
    return "Enter opens the field for the answer; g goes to an operation."
