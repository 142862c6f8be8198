"""Where the player is in a scenario.  A value: every method returns another session."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from mmtui.game.grading import Outcome, Verdict, grade
from mmtui.game.trial import Trial
from mmtui.moment import Moment
from mmtui.scenario import FindAsk, Step
from mmtui.timeline import Timeline


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

    @classmethod
    def begin(cls, trial: Trial, scheme: str = "") -> Session:
        """Return the session at the start: before the operation that the first question is about."""
        nr_steps = len(trial.scenario.steps)
        start = trial.nr_setup
        first = trial.scenario.steps[0]
        if first.at is not None:
            start = max(start, first.at - 1)
        own = scheme or trial.scenario.machine.scheme
        trial.timeline(own)
        return cls(trial, own, start, start, 0, (0,) * nr_steps, (0,) * nr_steps)

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
        at = steps[first].at
        cursor = reached if at is None else max(self.trial.nr_setup, at - 1)
        read = tuple(min(hints.get(n, 0), len(step.hints)) for n, step in enumerate(steps))
        return replace(self, step=first, cursor=cursor, reached=max(reached, cursor), hints=read)

    # -- what is shown

    @property
    def timeline(self) -> Timeline:
        return self.trial.timeline(self.scheme)

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
        if question is None or question.at is None:
            return len(self.trial.ops)
        return max(question.at - 1, self.reached)

    @property
    def told(self) -> int:
        """How many operations can be read; the rest is shown as ``?``."""
        question = self.question
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
        verdict = grade(self.trial, self.step, text)
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
