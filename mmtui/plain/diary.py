"""What the player does is written down before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mmtui.game.acting import run_text
from mmtui.game.grading import Outcome, Verdict
from mmtui.game.session import Session
from mmtui.progress import MOST_STARS, Progress, ProgressError, digest_of_text
from mmtui.scenario import ActAsk, Scenario


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

    def acted(self, before: Session, after: Session) -> None:
        """Write down the player's own operations, if they are other ones now."""
        if after.attempt is not None and after.attempt != before.attempt:
            scenario, text = before.trial.scenario, run_text(after.attempt.ops)
            digest = digest_of(scenario)
            self._guarded(lambda: self._progress.record_draft(scenario.id, before.step, text, digest=digest))

    def raced(self, before: Session, after: Session) -> None:
        """Write down how far the CPUs of a race are, if that has changed."""
        if after.schedule != before.schedule:
            scenario, text = before.trial.scenario, after.schedule
            digest = digest_of(scenario)
            self._guarded(lambda: self._progress.record_draft(scenario.id, before.step, text, digest=digest))

    def hinted(self, before: Session, after: Session) -> None:
        """Write down each hint that was shown, if any was."""
        step, scenario = before.step, before.trial.scenario
        for nr in range(before.hints[step], after.hints[step]) if before.hints != after.hints else ():
            self._guarded(partial(self._progress.record_hint, scenario.id, step, nr))

    def earned(self, session: Session) -> str:
        """Return what the last game earned, as "2 of 3 stars"; nothing where none is recorded."""
        scenario = session.trial.scenario
        try:
            games = self._progress.games({scenario.id}).get(scenario.id, ())
        except ProgressError as error:
            self._warn(str(error))
            return ""
        pars = [step.ask.par if isinstance(step.ask, ActAsk) else None for step in scenario.steps]
        return f"{games[-1].stars(pars)} of {MOST_STARS} stars" if games else ""

    def _guarded(self, record: Callable[[], object]) -> None:
        try:
            record()
        except ProgressError as error:
            self._warn(str(error))


def digest_of(scenario: Scenario) -> str:
    """Return what tells this version of a scenario's file from others."""
    return digest_of_text(scenario.source)
