"""Practice on the screen: problem after problem, each made while nobody waits for it."""

from __future__ import annotations

from mmtui.game.session import Session
from mmtui.practice.drill import Drill
from mmtui.progress import Progress, ProgressError
from mmtui.scenario import Head
from mmtui.tui.orders import problem_head
from mmtui.tui.play import PlayScreen


class PracticeScreen(PlayScreen):
    """One problem; how many were solved in a row is said before it and after it."""

    NEXT = "next problem"

    def __init__(self, session: Session, progress: Progress, drill: Drill) -> None:
        super().__init__(session, progress, lambda: self._following(progress))
        self._drill, self._progress = drill, progress
        if not self._resumed.notice and self._streak():
            self._resumed = self._resumed._replace(notice=f"{self._standing()}.")

    def _following(self, progress: Progress) -> Head | None:
        try:
            number = self._drill.following(progress)
        except ProgressError:  # that nothing is saved is said where an answer is
            return None
        return problem_head(number) if number is not None else None

    def _streak(self) -> int:
        try:
            return self._drill.streak(self._progress)
        except ProgressError:
            return 0

    def _standing(self) -> str:
        try:
            return self._drill.standing(self._progress)
        except ProgressError as error:
            return str(error)

    def solved_title(self) -> str:
        return f"solved: {self.look.session.trial.scenario.title} · {self._standing()}"
