"""The experiment that lays the schemes beside each other, on what was shown of the scenario's run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from mmtui.comparing.beside import Step, side_by_side
from mmtui.comparing.score import Score, Scores
from mmtui.errors import UsageError
from mmtui.game.session import Session
from mmtui.report.comparing import columns, divergence_lines, legend_lines, step_lines
from mmtui.report.scoreboard import score_lines
from mmtui.report.text import Line, Role, Span, flowed, length, line
from mmtui.tui.lab_bench import Bench, Experiment, Result, Tell

_BESIDE_LABELS = 46
"""Cells of a row that are not of a scheme, and of the narrowest column of one."""
_COLUMN = 5


def comparisons(bench: Bench) -> list[Experiment]:
    """Return the experiment that compares; nothing is run that the player was not shown."""
    seen, every = shown(bench.session), len(bench.session.trial.ops)
    which = "all operations" if seen == every else f"the first {seen} of {every} operations"
    about = (
        f"What each of the {len(bench.session.schemes)} schemes that can be looked through says of {which}"
        f"{'' if seen == every else ', which are those that you were shown'}; the truth is the first column."
    )
    return [Experiment("compare the schemes on this run", about, partial(_compared, bench.session))]


def shown(session: Session) -> int:
    """Return how many operations the player was shown; what comes later may be what a question asks."""
    return len(session.trial.ops) if session.solved else session.reached


def _compared(session: Session, tell: Tell) -> Result:
    ops = session.trial.ops[: shown(session)]
    if not ops:
        raise UsageError("nothing was done yet, so there is nothing to compare")
    firsts = [session.trial.timeline(name)[0] for name in session.schemes]
    scores = Scores([first.scheme for first in firsts], session.trial.scenario.machine.pages_per_pmd)
    steps: list[Step] = []
    stopped = False
    try:
        for step in side_by_side(ops, firsts):
            steps.append(step)
            scores.add(step)
            tell(f"{step.n} of {len(ops)} operations compared")
    except KeyboardInterrupt:
        stopped = len(steps) < len(ops)
    about = f"stopped after {len(steps)} of {len(ops)} operations" if stopped else ""
    totals = scores.scores()
    return Result(lambda width: list(_lines(session.schemes, steps, totals, about, width)))


def _lines(
    names: Sequence[str], steps: Sequence[Step], totals: Sequence[Score], about: str, width: int
) -> Iterator[Line]:
    if about:
        yield line(Span(about, Role.CHANGED))
    for text in divergence_lines(steps, columns(names, width)):
        yield from flowed(text, width)
    at_once = max(1, (width - _BESIDE_LABELS) // _COLUMN)
    for at in range(0, len(names), at_once):
        some = slice(at, at + at_once)
        differing = [step for step in (_only(step, some) for step in steps) if step.differing]
        if differing:
            yield from _table(names[some], differing, width)
    yield line()
    yield from _totals(totals, width)


def _table(names: Sequence[str], steps: Sequence[Step], width: int) -> Iterator[Line]:
    heads = columns(names, width)
    yield line()
    for text in legend_lines(heads, width):
        yield from flowed(text, width)
    for step in steps:
        yield from step_lines(step, heads, every=False)


def _only(step: Step, some: slice) -> Step:
    rows = tuple(row._replace(answers=row.answers[some]) for row in step.rows)
    return step._replace(rows=rows, costs=step.costs[some], faults=step.faults[some])


def _totals(totals: Sequence[Score], width: int) -> Iterator[Line]:
    table = list(score_lines(totals))
    if all(length(text) <= width for text in table):
        yield from table
        return
    for score in totals:
        words = [f" {number} {word}" for word, number in _counts(score) if number]
        cost = f" {score.cost.atomics:,} atomics, {score.cost.reads:,} entries read"
        spans = [Span(f"{score.scheme}:", Role.HEAD), *(Span(word, Role.WRONG) for word in words)]
        yield from flowed(line(*spans, Span(cost, Role.DIM)), width)
        if score.fault:
            yield from flowed(line(Span(f"! {score.fault}", Role.WRONG)), width)


def _counts(score: Score) -> Iterator[tuple[str, int | None]]:
    yield "wrong,", score.wrong
    yield "counts off,", score.counts_off
    yield "false last unmaps,", score.false_last
    yield "last unmaps missed,", score.missed_last
    yield "falsely partly mapped,", score.false_partial
    yield "partly mapped missed,", score.missed_partial
    yield "falsely shared,", score.false_shared
    yield "falsely exclusive,", score.false_exclusive
