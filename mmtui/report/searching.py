"""How far a search is, in one line."""

from __future__ import annotations

from mmtui.counted import counted
from mmtui.explore.search import Progress
from mmtui.explore.verdict import Sampled


def progress_text(progress: Progress, seconds: float, here: float) -> str:
    """Return where a search is after so many seconds, ``here`` of them in this machine.

    >>> progress_text(Progress(7, "anon-huge", 1200, 36000, 0.25), 6, 2)
    'anon-huge, runs of 7: 25%, 6 s left  1,200 states  36,000 steps, 6,000/s'
    """
    left = f", {here / progress.part - here:.0f} s left" if progress.part else ""
    rate = progress.transitions / seconds if seconds else 0
    return (
        f"{progress.machine}, runs of {progress.length}: {progress.part:.0%}{left}"
        f"  {counted(progress.states, 'state')}  {counted(progress.transitions, 'step')}, {rate:,.0f}/s"
    )


def cases_text(sampled: Sampled, seconds: float) -> str:
    """Return how many random runs are done after so many seconds.

    >>> cases_text(Sampled(7, 1000, 250, 9000), 5)
    '250 of 1,000 random runs, 15 s left  9,000 steps, 1,800/s'
    """
    left = f", {seconds * (sampled.cases / sampled.done - 1):.0f} s left" if sampled.done else ""
    rate = sampled.steps / seconds if seconds else 0
    done = f"{sampled.done:,} of {counted(sampled.cases, 'random run')}"
    return f"{done}{left}  {counted(sampled.steps, 'step')}, {rate:,.0f}/s"
