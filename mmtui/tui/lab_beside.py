"""The experiment that lays the schemes beside each other, on what was shown of the scenario's run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from mmtui.comparing.beside import Step, side_by_side
from mmtui.comparing.score import Score, Scores
from mmtui.counted import counted
from mmtui.errors import UsageError
from mmtui.game.session import Session
from mmtui.report.comparing import divergence_lines, table_lines
from mmtui.report.scoreboard import score_lines
from mmtui.report.text import Line, Role, Span, line
from mmtui.tui.lab_bench import Bench, Experiment, Result, Tell


def comparisons(bench: Bench) -> list[Experiment]:
    """Return the experiment that compares; nothing is run that the player was not shown."""
    seen, every = shown(bench.session), len(bench.session.ops)
    which = "all operations" if seen == every else f"the first {seen} of {counted(every, 'operation')}"
    about = (
        f"What each of the {len(bench.session.schemes)} schemes that can be looked through says of {which}"
        f"{'' if seen == every else ', which are those that you were shown'}; the truth is the first column."
    )
    return [Experiment("compare the schemes on this run", about, partial(_compared, bench.session))]


def shown(session: Session) -> int:
    """Return how many operations the player was shown; what comes later may be what a question asks."""
    return len(session.ops) if session.solved else session.reached


def _compared(session: Session, tell: Tell) -> Result:
    ops = session.ops[: shown(session)]
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
            tell(f"{step.n} of {counted(len(ops), 'operation')} compared")
    except KeyboardInterrupt:
        stopped = len(steps) < len(ops)
    about = f"stopped after {len(steps)} of {counted(len(ops), 'operation')}" if stopped else ""
    totals = scores.scores()
    return Result(lambda width: list(_lines(session.schemes, steps, totals, about, width)))


def _lines(
    names: Sequence[str], steps: Sequence[Step], totals: Sequence[Score], about: str, width: int
) -> Iterator[Line]:
    if about:
        yield line(Span(about, Role.CHANGED))
    yield from divergence_lines(steps, names, width)
    yield line()
    yield from table_lines(names, [step for step in steps if step.differing], width, every=False)
    yield line()
    yield from score_lines(totals, width)
