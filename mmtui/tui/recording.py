"""Writing down what the player does, before the screen confirms it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from mmtui.game.grading import Outcome, Verdict
from mmtui.game.session import Session
from mmtui.progress import Progress, ProgressError
from mmtui.scenario import Scenario


class Recorder:
    """Keeps the record of one scenario.  What cannot be saved is said, and the game goes on."""

    def __init__(self, progress: Progress, scenario: Scenario, complain: Callable[[str], None]) -> None:
        self._progress = progress
        self._id = scenario.id
        self._digest = sha256(scenario.source.encode()).hexdigest()
        self._complain = complain

    def answer(self, session: Session, step: int, verdict: Verdict, text: str) -> None:
        """Write down an answer to a step; what could not be read as one is none."""
        outcome, hints = verdict.outcome, session.hints[step]
        if outcome is Outcome.UNREAD:
            return
        self._save(
            lambda: self._progress.record_answer(
                self._id,
                step,
                verdict.answer or text,
                outcome.value,
                digest=self._digest,
                scheme=session.scheme,
                hints_used=hints,
            )
        )

    def hint(self, step: int, nr: int) -> None:
        """Write down that a hint, counted from 0, is about to be shown."""
        self._save(lambda: self._progress.record_hint(self._id, step, nr))

    def solved(self, session: Session) -> None:
        """Write down that all of it is solved."""
        hints = sum(session.hints)
        self._save(lambda: self._progress.record_solved(self._id, digest=self._digest, hints_used=hints))

    def _save(self, write: Callable[[], object]) -> None:
        try:
            write()
        except ProgressError as error:
            self._complain(str(error))
