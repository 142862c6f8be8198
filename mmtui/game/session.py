"""Where the player is in a scenario.  A value: every method returns another session."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mmtui.game.acting import start_of
from mmtui.game.attempt import Attempt
from mmtui.game.grading import Outcome, Verdict, grade
from mmtui.game.trial import Trial
from mmtui.model.ops import Op
from mmtui.moment import Moment
from mmtui.scenario import ActAsk, BuildAsk, FindAsk, RaceAsk, Step
from mmtui.timeline import Timeline

if TYPE_CHECKING:  # what it stands on takes long to import, and few build
    from mmtui.game.build_apart import Report


@dataclass(frozen=True, slots=True)
class Session:
    """A scenario being played."""

    trial: Trial
    scheme: str
    """The scheme that the player looks through."""
    cursor: int
    """The moment that is shown: how many operations have run."""
    reached: int
    """The last moment that was ever shown; what comes later is not told."""
    step: int = 0
    """The question that is open, counted from 0; the number of questions when all are solved."""
    hints: tuple[int, ...] = ()
    """For each question, how many of its hints were read."""
    tries: tuple[int, ...] = ()
    """For each question, the wrong answers that counted."""
    verdict: Verdict | None = None
    """What the last answer was worth; None when the question is untouched."""
    attempt: Attempt | None = None
    """The player's own operations, in an ``act`` and until the next question is opened."""
    schedule: str = ""
    """Which CPU did each step of a ``race`` so far, and until the next question is opened."""
    report: Report | None = None
    """What was found of the player's file, in a ``build`` and until the next question is opened."""

    @classmethod
    def begin(cls, trial: Trial, scheme: str = "") -> Session:
        """Return the session at the start: before the operation that the first question is about."""
        nr_steps = len(trial.scenario.steps)
        own = scheme or trial.scenario.machine.scheme
        trial.timeline(own)
        start = trial.nr_setup
        return cls(trial, own, start, start, 0, (0,) * nr_steps, (0,) * nr_steps).gone_on()

    def resumed(self, solved: Collection[int], hints: Mapping[int, int]) -> Session:
        """Return the session at the first question that is not among the solved ones, counted from 0.

        What was told on the way there is told again; ``hints`` says how many were read of each question.
        With no question solved, or with all of them, it is the session as it is: at its beginning.
        """
        steps = self.trial.scenario.steps
        first = next((n for n in range(len(steps)) if n not in solved), 0)
        if first == 0:
            return self
        reached = max(self.reached, *(step.at or 0 for step in steps[:first]))
        read = tuple(min(hints.get(n, 0), len(step.hints)) for n, step in enumerate(steps))
        return replace(self, step=first, cursor=reached, reached=reached, hints=read).gone_on()

    def gone_on(self) -> Session:
        """Return the session where the open question is asked, and nothing is said of the last answer.

        A prediction is made at the moment before its operation, an ``act`` or a race begins where the player
        takes over, and an operation is looked for from what was asked last.  When all is solved, one sees
        what was predicted last; if that was no prediction, all stays.
        """
        if self.report is not None:
            return replace(self, report=None).gone_on()
        question = self.question
        if question is None:
            shown, last = replace(self, verdict=None), self.trial.scenario.steps[-1].at
            return shown if last is None else shown.seek(last)
        if isinstance(question.ask, ActAsk | RaceAsk | BuildAsk):
            start = start_of(self.trial, question)
            attempt = Attempt(start) if isinstance(question.ask, ActAsk) else None
            reached = max(self.reached, start)
            return replace(self, attempt=attempt, schedule="", cursor=start, reached=reached, verdict=None)
        steps = self.trial.scenario.steps
        last = steps[self.step - 1].at if self.step else None
        there = last if question.at is None else max(self.trial.nr_setup, question.at - 1)
        here = min(self.cursor, len(self.trial.ops)) if there is None else there
        return replace(self, attempt=None, schedule="", verdict=None).seek(here)

    # -- what is shown

    @property
    def timeline(self) -> Timeline:
        if self.attempt is not None:
            return self.trial.branch(self.attempt, self.scheme)
        return self.trial.timeline(self.scheme)

    @property
    def ops(self) -> tuple[Op, ...]:
        """The operations of the run: the scenario's, and in an ``act`` the player's own behind them."""
        return self.timeline.ops

    @property
    def schemes(self) -> tuple[str, ...]:
        """Names of the schemes that can be looked through; the one that is, is always among them."""
        return tuple(dict.fromkeys((*self.trial.schemes, self.scheme)))

    @property
    def moment(self) -> Moment:
        return self.timeline[self.cursor]

    @property
    def before(self) -> Moment:
        """The moment before the one that is shown, to mark what changed."""
        return self.timeline[max(self.cursor - 1, 0)]

    @property
    def question(self) -> Step | None:
        """The open question; None when all are solved."""
        steps = self.trial.scenario.steps
        return steps[self.step] if self.step < len(steps) else None

    @property
    def solved(self) -> bool:
        return self.question is None

    @property
    def horizon(self) -> int:
        """The last moment that can be shown: a prediction is made before its operation runs."""
        question = self.question
        if self.attempt is not None:
            return self.attempt.end
        if question is None or question.at is None:
            return len(self.trial.ops)
        return max(question.at - 1, self.reached)

    @property
    def told(self) -> int:
        """How many operations can be read; the rest is shown as ``?``."""
        question = self.question
        if self.attempt is not None:
            return self.attempt.end
        if question is None:
            return len(self.trial.ops)
        asked = (step.at or 0 for step in self.trial.scenario.steps[: self.step + 1])
        return max(self.reached, self.trial.nr_setup, *asked)

    @property
    def shown_hints(self) -> tuple[str, ...]:
        """The hints that were read for the open question."""
        return self.question.hints[: self.hints[self.step]] if self.question else ()

    # -- moving

    def seek(self, n: int) -> Session:
        """Look at another moment, as far as it may be seen."""
        cursor = max(0, min(n, self.horizon))
        return replace(self, cursor=cursor, reached=max(self.reached, cursor))

    def forward(self, by: int = 1) -> Session:
        return self.seek(self.cursor + by)

    def back(self, by: int = 1) -> Session:
        return self.seek(self.cursor - by)

    def with_scheme(self, name: str) -> Session:
        """Look through another scheme; raise ``UsageError`` if there is none of that name."""
        self.trial.timeline(name)
        return replace(self, scheme=name)

    # -- answering

    def answered(self, text: str) -> Session:
        """Answer the open question; a right answer opens the next one, and nothing else moves."""
        assert self.question is not None, "there is no open question"
        return self.judged(grade(self.trial, self.step, text))

    def judged(self, verdict: Verdict) -> Session:
        """Take a verdict on an answer to the open question, as ``answered()`` does."""
        if verdict.outcome is Outcome.SOLVED:
            return replace(self, step=self.step + 1, verdict=verdict)
        tries = self.tries
        if verdict.outcome is Outcome.NOT_YET:
            tries = (*tries[: self.step], tries[self.step] + 1, *tries[self.step + 1 :])
        return replace(self, tries=tries, verdict=verdict)

    def pointed(self) -> Session:
        """Answer a ``find`` with the operation that is shown."""
        return self.answered(str(self.cursor))

    @property
    def by_pointing(self) -> bool:
        """The open question is answered by going to an operation."""
        return self.question is not None and isinstance(self.question.ask, FindAsk)

    def hinted(self) -> Session:
        """Read one more hint of the open question, if there is one."""
        if self.question is None or self.hints[self.step] == len(self.question.hints):
            return self
        hints = (*self.hints[: self.step], self.hints[self.step] + 1, *self.hints[self.step + 1 :])
        return replace(self, hints=hints)

    @property
    def acting(self) -> ActAsk | None:
        """What the player's operations are to reach, while that is the open question."""
        ask = self.question.ask if self.question is not None else None
        return ask if isinstance(ask, ActAsk) else None
