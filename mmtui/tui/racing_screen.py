"""A race that the player runs: who steps next is a key, and the schedule is the answer when all are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from mmtui.game.racing import HOLDS, MOST_STEPS, arena_of, decided
from mmtui.game.session import Session
from mmtui.game.stepping import all_hinted, stepped, unstepped
from mmtui.plain.diary import Diary
from mmtui.report.lanes import Lanes
from mmtui.report.race_view import lanes_with
from mmtui.tui.asking import YES, show_me_menu
from mmtui.tui.help import show_help
from mmtui.tui.lab_lanes import LanesScreen
from mmtui.tui.race_stage import RaceStage


class RaceScreen(RaceStage):
    """Ends with the session as it is then; what is done is in the diary before it is on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(letter, f"cpu('{letter}')", f"CPU {letter} steps", show=False) for letter in "abc"),
        Binding("backspace,left,u", "undo", "take back a step", show=False),
        Binding("space", "run_on", "the CPUs run to their end, one after the other", show=False),
        Binding("n", "holds", "answer that no schedule breaks it", show=False),
        Binding("h", "hint", "one more hint", show=False),
        Binding(
            "w",
            "show_me",
            "show the shortest schedule that breaks it; counts as all hints, and asks first",
            show=False,
        ),
        Binding("r", "replay", "the schedule as one line, to be run again", show=False),
        Binding("question_mark", "help", "the keys", show=False),
        Binding("enter", "go_on", "go on, when it is solved", show=False),
        Binding("q,escape", "leave", "back; the schedule is kept", show=False),
    ]

    @dataclass
    class Searched(Message):
        """The search is over; a text says why there is nothing to be shown."""

        result: Lanes | str
        answering: bool
        """The player has said that nothing breaks it."""

    def __init__(self, session: Session, diary: Diary) -> None:
        super().__init__(session)
        self._diary = diary

    # -- stepping

    def action_cpu(self, letter: str) -> None:
        """Let a CPU step."""
        if letter not in self.cpus:
            self.tell(f"There is no CPU {letter}.")
        elif not self.solved:
            self._took(stepped(self.session, letter))

    def action_undo(self) -> None:
        if not self.session.schedule or self.solved:
            self.tell("There is nothing to take back.")
            return
        self._took(unstepped(self.session))

    def action_run_on(self) -> None:
        """Let the CPUs run to their end, one after the other, as far as none has to wait."""
        session = self.session
        for letter in self.cpus * 2:  # the first may have had to wait for the second
            for _ in range(MOST_STEPS):
                after = stepped(session, letter)
                if after.schedule == session.schedule:
                    break
                session = after
        if session.schedule != self.session.schedule:
            self._took(session)

    def _took(self, after: Session, text: str = "") -> None:
        self.tell("")
        self._diary.raced(self.session, after)
        self._diary.answered(self.session, after, text or after.schedule)
        self.show(after)

    # -- being told

    def action_hint(self) -> None:
        hinted = self.session.hinted() if not self.solved else self.session
        self.tell("" if hinted != self.session else "There are no more hints.")
        self._hinted(hinted)

    def _hinted(self, hinted: Session) -> None:
        self._diary.hinted(self.session, hinted)
        self.show(hinted)

    def action_holds(self) -> None:
        """Answer that no schedule breaks the scheme."""
        if not self.solved:
            self.tell("the search looks at every order ...")
            self._searching(True)

    def action_show_me(self) -> None:
        """Play the shortest schedule that breaks it; where that takes hints, ask first."""
        if self.solved or all_hinted(self.session) == self.session:
            self._shows()
        else:
            self.app.push_screen(show_me_menu(), self._shows_if)

    def _shows_if(self, answer: int | None) -> None:
        if answer == YES:
            self._hinted(all_hinted(self.session))
            self._shows()

    def _shows(self) -> None:
        self.tell("searching for the shortest schedule that breaks it ...")
        self._searching(False)

    @work(thread=True, exclusive=True, group="race")
    def _searching(self, answering: bool) -> None:
        trial = self.session.trial
        try:
            found = decided(trial, self.step)
            result: Lanes | str = _WORDS.get(found.outcome, "")
            if found.outcome == "broken":
                result = lanes_with(arena_of(trial, self.step), found)
        except Exception as error:  # a plugin's doing, or a mistake of ours: no reason to lose the game
            result = f"This went wrong: {type(error).__name__}: {error}"
        if self.is_attached:
            self.post_message(self.Searched(result, answering))

    def on_race_screen_searched(self, message: Searched) -> None:
        if message.answering:
            self._took(self.session.answered(HOLDS), HOLDS)
        elif isinstance(message.result, str):
            self.tell(message.result)
        else:
            self.tell("Your own schedule is as it was; to answer, step the CPUs yourself.")
            self.app.push_screen(LanesScreen([message.result]))

    def action_replay(self) -> None:
        self.tell(f"Schedule so far: {self.session.schedule or 'no step yet'}.")

    def action_help(self) -> None:
        show_help(self.app, "race", self.BINDINGS)

    # -- leaving

    def action_go_on(self) -> None:
        if self.solved:
            self.dismiss(self.session)
        else:
            self.tell("Step the CPUs until all are done.")

    def action_leave(self) -> None:
        self.dismiss(self.session)


_WORDS = {
    "holds": "No schedule breaks it: every order of steps was looked at.",
    "unfinished": "The search has come to no end.",
}
