"""Random runs, some at a time: what a worker does with them, and what comes of all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from time import monotonic
from typing import NamedTuple

from mmtui.explore.chance import Chances, Draw
from mmtui.explore.expand import AGAIN, PATIENCE
from mmtui.explore.key import key_of
from mmtui.explore.shrink import shrunk
from mmtui.explore.step import MISBEHAVED, Stepping, stepped, stepped_with_care
from mmtui.explore.subject import Maker, Subject, made
from mmtui.explore.verdict import INTERRUPTED, Counterexample, Outcome, Sampled, Verdict
from mmtui.explore.workers import Workers
from mmtui.findings import Finding
from mmtui.limit import TimeLimitError, within
from mmtui.model.ops import Op
from mmtui.moment import Moment

_BLOCK = 8
_AGAIN_EVERY = 8
"""One case of so many is run twice: a scheme must say the same again."""


class Cases(NamedTuple):
    """Some cases of a seed, for a worker."""

    maker: Maker
    chances: Chances
    cases: range


class Ran(NamedTuple):
    """What came of them."""

    cases: int
    steps: int
    example: Counterexample | None = None
    """The first that breaks the scheme, as it was drawn."""


def ran_cases(task: Cases) -> Ran:
    """Run the cases up to the first that breaks the scheme, with a limit of time for its code."""
    with redirect_stdout(sys.stderr):
        try:
            return within(PATIENCE, lambda: _ran(task, stepped))
        except TimeLimitError:
            return _ran(task, stepped_with_care)


def _ran(task: Cases, step: Stepping) -> Ran:
    subject, steps = made(task.maker), 0
    for done, case in enumerate(task.cases, 1):
        one = _Case(subject, task.chances, case)
        example = one.run(step)
        steps += len(one.ops)
        if example is None and case % _AGAIN_EVERY == 0:
            example = one.again(step)
        if example is not None:
            return Ran(done, steps, example)
    return Ran(len(task.cases), steps)


class _Case:
    def __init__(self, subject: Subject, chances: Chances, case: int) -> None:
        self._subject = subject
        self._draw = Draw(chances, case, subject.profile)
        self._machine = self._draw.machine._replace(name=f"case {case} of seed {chances.seed}")
        self._first = Moment.first(subject.scheme, subject.profile, self._machine.pages_per_pmd)
        self.ops: list[Op] = []
        """Those that made sense."""
        self._last = self._first

    def run(self, step: Stepping) -> Counterexample | None:
        for op in self._drawn():
            new, found = step(self._last, op, self._subject.checkers)
            if new.result.nonsense:
                continue
            self.ops.append(op)
            if found is not None:
                return self._example(found)
            self._last = new
        return None

    def _drawn(self) -> Iterator[Op]:
        yield from self._machine.setup
        while (op := self._draw.next(self._last.world)) is not None:
            yield op

    def again(self, step: Stepping) -> Counterexample | None:
        moment = self._first
        for op in self.ops:
            moment = step(moment, op, ()).moment
        if moment.fault is None and key_of(moment) == key_of(self._last):
            return None
        return self._example(Finding(MISBEHAVED, AGAIN))

    def _example(self, found: Finding) -> Counterexample:
        return Counterexample(self._machine, tuple(self.ops), found)


def sample(
    maker: Maker,
    chances: Chances,
    cases: int,
    workers: Workers,
    *,
    seconds: float | None = None,
    tell: Callable[[Sampled], None] = lambda sampled: None,
) -> Verdict:
    """Run so many random cases; what breaks the scheme in the first of them that does is made small.

    The verdict and the run are the same for every number of workers.
    """
    until = None if seconds is None else monotonic() + seconds
    blocks = (Cases(maker, chances, range(at, min(at + _BLOCK, cases))) for at in range(0, cases, _BLOCK))
    so_far = Sampled(chances.seed, cases)
    try:
        for ran in workers.in_order(ran_cases, blocks):
            so_far = so_far._replace(done=so_far.done + ran.cases, steps=so_far.steps + ran.steps)
            if ran.example is not None:
                return Verdict(Outcome.BROKEN, counterexample=shrunk(maker, ran.example), sampled=so_far)
            tell(so_far)
            if until is not None and monotonic() >= until and so_far.done < cases:
                return Verdict(Outcome.UNFINISHED, why=f"{seconds:g} s are over", sampled=so_far)
    except KeyboardInterrupt:
        return Verdict(Outcome.UNFINISHED, why=INTERRUPTED, sampled=so_far)
    return Verdict(Outcome.HOLDS, sampled=so_far)
