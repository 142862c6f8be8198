"""One moment of a run under a few schemes: the truth first, then what each says, then the scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mmtui.comparing.beside import Step
from mmtui.comparing.score import Score, Scores
from mmtui.report.comparing import columns, legend_lines, step_lines
from mmtui.report.scoreboard import score_lines
from mmtui.report.text import Line, Role, Span, line
from mmtui.scheme import Scheme


class Beside(NamedTuple):
    """A run under a few schemes."""

    schemes: tuple[Scheme, ...]
    steps: tuple[Step, ...]
    pages_per_pmd: int

    @property
    def divergences(self) -> tuple[int, ...]:
        """The operations, counted from 1, after which a scheme says what is not true."""
        return tuple(step.n for step in self.steps if step.differing)

    def scores(self, n: int) -> tuple[Score, ...]:
        """Return the totals after ``n`` operations."""
        scores = Scores(self.schemes, self.pages_per_pmd)
        for step in self.steps[:n]:
            scores.add(step)
        return scores.scores()


def beside_lines(beside: Beside, n: int, width: int) -> list[Line]:
    """Return what every scheme says after operation ``n``, beside the truth, and the scores so far."""
    names = [scheme.name for scheme in beside.schemes]
    heads = columns(names, width)
    step = beside.steps[n - 1]
    lines = [*legend_lines(heads, width), *step_lines(step, heads, every=True)]
    lines += [line(), line(Span(f"so far, after {n} of {len(beside.steps)} operations", Role.HEAD))]
    return [*lines, *score_lines(beside.scores(n), width)]


def next_divergence(beside: Beside, n: int, by: int) -> int | None:
    """Return the next operation after ``n`` in which a scheme errs, with -1 the one before; None if none."""
    others: Sequence[int] = [at for at in beside.divergences if (at > n if by > 0 else at < n)]
    return (others[0] if by > 0 else others[-1]) if others else None
