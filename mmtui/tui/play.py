"""Playing a scenario: what each key does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.plain.diary import Diary
from mmtui.plain.resume import resumed
from mmtui.progress import Progress
from mmtui.report.question import answer_form, debrief_lines, opening_lines
from mmtui.report.tables import Spot
from mmtui.tui.answer import AnswerField
from mmtui.tui.answering import graded
from mmtui.tui.help import show_help
from mmtui.tui.keys import PLAY
from mmtui.tui.lines import LinesPane
from mmtui.tui.look import Look
from mmtui.tui.menus import place_menu, scheme_menu
from mmtui.tui.panes import careful
from mmtui.tui.sheet import show_sheet
from mmtui.tui.stage import PANES, TABS, Stage
from mmtui.tui.tables import Tables

_ACTIONS = {"menu": "app.command_palette"}
"""Actions of what can be clicked in a line and is not named after its action."""


class PlayScreen(Stage):
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

    # -- moving

    def action_step(self, by: int) -> None:
        session = self.look.session
        self._move(session.forward(by) if by > 0 else session.back(-by))

    def action_seek(self, n: int) -> None:
        self._move(self.look.session.seek(n))

    def _move(self, session: Session) -> None:
        try:
            look = self.look.at(session)
        except Exception as error:  # a mistake of ours, which is no reason to lose the game
            self.tell(f"operation {session.cursor} cannot be shown: {type(error).__name__}: {error}")
            return
        self.tell(_why_not(look) if session.cursor == self.look.session.cursor else "")
        self.show(look)

    def action_go_to(self) -> None:
        self.app.push_screen(place_menu(self.look.session), _if_chosen(self.action_seek))

    def action_scheme(self) -> None:
        session = self.look.session
        menu = scheme_menu(session, session.trial.catalog)
        self.app.push_screen(menu, _if_chosen(lambda n: self.look_through(session.schemes[n])))

    def look_through(self, scheme: str) -> None:
        """Show the same moment as another scheme counts it."""
        try:
            look = self.look.at(self.look.session.with_scheme(scheme))
        except Exception as error:  # making a scheme runs a plugin's code
            self.tell(f"{scheme} cannot be used: {error}")
        else:
            self._look(look)

    # -- looking

    def action_folio(self, by: int) -> None:
        self._look(self.look.other_folio(by))

    def action_page(self, by: int) -> None:
        self._look(self.look.other_page(by))

    def action_run(self, by: int) -> None:
        look = self.look
        if look.folio is not None:
            self._look(look.other_run(by, self.memo.folio(look.session, look.session.cursor, look.folio)))

    def _look(self, look: Look) -> None:
        self.tell("")
        self.show(look)

    def action_process_named(self, name: str) -> None:
        """Bring the page table of a process to the front."""
        self.show_process(name)

    def action_pane(self, name: str) -> None:
        self.open_pane(name)

    def action_other_pane(self, by: int) -> None:
        here = self.focused.id if self.focused is not None else None
        at = PANES.index(here) if here in PANES else len(PANES) - 1
        self.open_pane(PANES[(at + by) % len(PANES)])

    def on_lines_pane_picked(self, message: LinesPane.Picked) -> None:
        match message.about:
            case Spot() as spot:
                self._look(self.look.on(spot))
            case int(n):
                self.action_seek(n)
            case str(name) if name in PANES:
                self.open_pane(name)
            case str(action):
                self.call_later(self.run_action, _ACTIONS.get(action, action))

    # -- answering

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


def _if_chosen(then: Callable[[int], None]) -> Callable[[int | None], None]:
    return lambda number: then(number) if number is not None else None


def _why_not(look: Look) -> str:
    session = look.session
    if session.cursor == 0:
        return "This is the start."
    if session.cursor == len(session.trial.ops):
        return "This is the end of the run."
    if session.cursor < session.horizon:
        return ""
    if look.right is not None:
        return f"Question {session.step + 1} asks about what comes next; Enter goes on to it."
    return "What comes next is what the question asks; it runs when you have answered."
