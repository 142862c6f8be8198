"""What the player does is written down before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable

from mmtui.game.grading import Outcome, Verdict
from mmtui.game.session import Session
from mmtui.progress import Progress, ProgressError, digest_of_text
from mmtui.scenario import Scenario


class Diary:
    """The record, as the game writes it.  A record that fails is said, and the game goes on."""

    def __init__(self, progress: Progress, warn: Callable[[str], None]) -> None:
        self._progress = progress
        self._warn = warn

    def answered(self, before: Session, after: Session, text: str) -> None:
        """Write down an answer and what it was worth; what was no answer is not one."""
        if after.verdict is not None:
            self._answer(before, after.verdict, text)
        if after.solved:
            self._solved(after)

    def _answer(self, before: Session, verdict: Verdict, text: str) -> None:
        outcome = verdict.outcome
        if outcome is Outcome.UNREAD:
            return
        scenario = before.trial.scenario
        self._guarded(
            lambda: self._progress.record_answer(
                scenario.id,
                before.step,
                verdict.answer or text,
                outcome.value,
                digest=digest_of(scenario),
                scheme=before.scheme,
                hints_used=before.hints[before.step],
            )
        )

    def _solved(self, after: Session) -> None:
        scenario, hints_used = after.trial.scenario, sum(after.hints)
        self._guarded(
            lambda: self._progress.record_solved(
                scenario.id, digest=digest_of(scenario), hints_used=hints_used
            )
        )

    def hinted(self, before: Session, after: Session) -> None:
        """Write down that a hint was shown, if one was."""
        if before.hints != after.hints:
            nr = before.hints[before.step]
            self._guarded(lambda: self._progress.record_hint(before.trial.scenario.id, before.step, nr))

    def _guarded(self, record: Callable[[], object]) -> None:
        try:
            record()
        except ProgressError as error:
            self._warn(str(error))


def digest_of(scenario: Scenario) -> str:
    """Return what tells this version of a scenario's file from others."""
    return digest_of_text(scenario.source)
