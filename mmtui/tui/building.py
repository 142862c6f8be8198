"""Building a scheme: the player's file is edited, examined, and begun again."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.scenario import BuildAsk
from mmtui.tui.asking import YES, anew_menu
from mmtui.tui.file_watch import FileWatch, stamp_of

if TYPE_CHECKING:  # few build, and what it stands on is slow to import
    from mmtui.explore.verdict import Counterexample
    from mmtui.game.build_apart import Report

_NO_FILE = "There is no file of your own in this question."


class Building(FileWatch):
    """What the player writes stands in a file; here is only what was found of it."""

    @dataclass
    class Opened(Message):
        """A run that breaks the scheme is ready to be looked at, or cannot be."""

        run: tuple[Session, Counterexample] | str

    # -- editing

    def action_edit(self) -> None:
        """Edit the file in the player's own editor."""
        from mmtui.tui.external import edited

        if (path := self._file()) is not None:
            self.tell(edited(self.app, path, os.environ))
            self.refresh(layout=True)
            self.look_at_file()

    def action_edit_here(self) -> None:
        """Edit the file in the game."""
        path = self._file()
        if path is None:
            return
        from mmtui.catalog.drafts import opened
        from mmtui.tui.text_editor import EditScreen  # most have an editor of their own

        try:
            screen = EditScreen(path, opened(path))
        except (OSError, ValueError) as error:
            self.tell(f"The file cannot be read: {error}.")
            return
        self.app.push_screen(screen, lambda _: self.look_at_file())

    def _file(self) -> Path | None:
        if self.building(self.look):
            return self.begin_file()
        self.tell(_NO_FILE)
        return None

    def action_anew(self) -> None:
        """Ask whether to begin the file again."""
        if (path := self._file()) is not None:
            self.app.push_screen(anew_menu(path), self._anew_if)

    def _anew_if(self, answer: int | None) -> None:
        question = self.look.session.question
        if answer != YES or question is None or not isinstance(question.ask, BuildAsk):
            return
        from mmtui.catalog.workshop import started_over
        from mmtui.game.handing_in import file_of

        path = file_of(self.look.session)
        try:
            kept = started_over(path, question.ask.start)
        except OSError as error:
            self.tell(f"It cannot be done: {error}.")
            return
        self.stamp = stamp_of(path)
        self.show(replace(self.look, session=replace(self.look.session, report=None, verdict=None)))
        self.tell(f"Your file begins again; the old one is kept as {kept.name}.")

    # -- examining

    async def action_enter(self) -> None:
        if self.building(self.look):
            self._examine()
        else:
            await super().action_enter()

    def _examine(self) -> None:
        from mmtui.game.handing_in import asked_of
        from mmtui.tui.examining import ExamineScreen

        self.tell("")
        if (path := self.begin_file()) is not None:
            self.stamp = stamp_of(path)
            session = self.look.session
            self.app.push_screen(ExamineScreen(session, asked_of(session)), self._examined)

    def _examined(self, report: Report | None) -> None:
        from mmtui.game.handing_in import handed_in

        if report is None:
            return
        before = self.look.session
        after = handed_in(before, report)
        self.diary.answered(before, after, report.answer)
        right = after.verdict is not None and after.verdict.outcome is Outcome.SOLVED
        self.show(replace(self.look, session=after, right=before.step if right else None))

    def action_test(self) -> None:
        """Open the laboratory; what is being written is not in it, so say how it can be tested."""
        if not self.building(self.look):
            super().action_test()
        elif (path := self.begin_file()) is not None:
            self.tell(f"Enter examines your file.  To race it: mmtui --plugins-dir {path.parent} race NAME")

    # -- the run that breaks it

    def action_counterexample(self) -> None:
        """Open the run that breaks the player's scheme on the timeline."""
        if not self.building(self.look):
            self.tell(_NO_FILE)
            return
        from mmtui.game.handing_in import example_in

        example = example_in(self.look.session)
        if isinstance(example, str):
            self.tell(example)
        else:
            self.tell("The run is opened.")
            self._open(self.look.session, example)

    @work(thread=True, group="open", exclusive=True)
    def _open(self, session: Session, example: Counterexample) -> None:
        from mmtui.tui.broken_run import run_of

        run = run_of(session, example)
        if self.is_attached:
            self.post_message(self.Opened(run))

    def on_building_opened(self, message: Opened) -> None:
        from mmtui.tui.lab_run import RunScreen

        if isinstance(message.run, str):
            self.tell(message.run)
            return
        self.tell("")
        session, example = message.run
        self.app.push_screen(RunScreen(session, example.found))
