"""Doing: operations of the player's own, typed or picked, until a goal holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mmtui.game.completing import completions
from mmtui.game.doing import did, redone, undone
from mmtui.game.grading import Outcome, Verdict
from mmtui.game.picking import picks
from mmtui.game.session import Session
from mmtui.report.events import result_text
from mmtui.report.text import line
from mmtui.tui.command_line import CommandLine
from mmtui.tui.looking import if_chosen
from mmtui.tui.menus import Menu
from mmtui.tui.replying import Replying
from mmtui.tui.saving import SaveScreen


class Acting(Replying):
    """What is done is in the diary before it is on the screen, as answers are."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._typed: list[str] = []

    def new_field(self, form: str) -> CommandLine | None:
        """Return the field for an operation, where one is to be typed."""
        session = self.look.session
        if session.acting is None:
            return None
        such_as = next(iter(picks(session.acting, session.moment)), "A exit")
        return CommandLine(form, self._typed, self._completions, such_as)

    def _completions(self, typed: str) -> tuple[str, ...]:
        session = self.look.session
        return completions(session.acting, session.moment, typed) if session.acting is not None else ()

    def _answer(self, text: str) -> None:
        if self.look.session.acting is None:
            super()._answer(text)
        else:
            self._do(text)

    def _do(self, text: str) -> None:
        self.tell("")
        self._typed.append(text)
        before = self.look.session
        after = _did(before, text)
        self._took(before, after, text)
        if after.acting is not None and after.attempt != before.attempt and not after.moment.result.ok:
            self.tell(f"{result_text(after.moment)}. The kernel refused it; u takes it back.")

    def _took(self, before: Session, after: Session, text: str = "") -> None:
        self.diary.acted(before, after)
        self.diary.answered(before, after, text)
        right = after.verdict is not None and after.verdict.outcome is Outcome.SOLVED
        look = replace(self.look, right=before.step if right else None)
        self.show(look.at(after))

    def action_undo(self) -> None:
        """Take back an operation; where none is done, go one back."""
        session = self.look.session
        if session.acting is None:
            self.action_step(-1)
            return
        after = undone(session)
        self._took(session, after)
        self.tell("There is nothing to take back." if after == session else "")

    def action_redo(self) -> None:
        """Do again what was taken back."""
        session = self.look.session
        after = redone(session)
        if session.acting is not None:
            self._took(session, after)
        self.tell("Nothing was taken back." if after == session else "")

    def action_pick(self) -> None:
        """Choose an operation from a list."""
        ask = self.look.session.acting
        if ask is None:
            self.tell("This question is not answered by operations of your own.")
            return
        ready = picks(ask, self.look.session.moment)
        lines = [line(f"{number:>2} {op}") for number, op in enumerate(ready, 1)]
        menu = Menu("do which operation?", lines, 0, what="operations")
        self.app.push_screen(menu, if_chosen(lambda n: self._do(ready[n])))

    def action_save(self) -> None:
        """Ask for a file, and write the run into it as a scenario."""
        if self.look.session.attempt is None:
            self.tell("Only a run of your own can be saved.")
            return
        self.app.push_screen(SaveScreen("my-run.mmtui.toml"), self._save_as)

    def _save_as(self, name: str | None) -> None:
        if name is None:
            return
        from mmtui.game.saving import CannotSave, save_run  # tomlkit is slow to import, and few save

        try:
            path = save_run(self.look.session, Path(name).expanduser())
        except CannotSave as error:
            self.tell(f"Not saved: {error}.")
        else:
            self.tell(f"Saved. Play it with: mmtui {path}")


def _did(session: Session, text: str) -> Session:
    try:
        return did(session, text)
    except Exception as error:
        sentence = f"This is not your mistake: {text} could not be done ({type(error).__name__}: {error})."
        return replace(session, verdict=Verdict(Outcome.TOOL_ERROR, (sentence,), text))
