"""Experiments with operations: every short run, and long random ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from functools import partial
from multiprocessing import resource_tracker
from time import monotonic

from mmtui.explore.chance import Chances
from mmtui.explore.machines import machines
from mmtui.explore.sampling import sample
from mmtui.explore.search import Progress, search
from mmtui.explore.verdict import Sampled, Verdict
from mmtui.explore.workers import Workers, workers
from mmtui.plain.check_text import verdict_lines
from mmtui.report.searching import cases_text, progress_text
from mmtui.tui.lab_bench import Bench, Experiment, Result, Tell, flowing

CASES = 1_000
"""Random runs of one experiment."""
_JOBS = range(2, 5)
"""Worker processes: at least two, for with one all would be done in this process, which draws the screen."""


def searches(bench: Bench) -> list[Experiment]:
    """Return the experiments that search for a run of operations that breaks the scheme."""
    return [
        Experiment(
            "every short run",
            f"All runs of a few operations on small machines, folios of {bench.nr_pages} pages, the shortest"
            " first: the run that is found is the shortest there is.  Takes about a minute.",
            partial(_every, bench),
        ),
        Experiment(
            f"{CASES:,} long random runs",
            "Up to 60 operations on larger machines.  What breaks the scheme is made as short as it gets;"
            " if nothing does, that proves nothing.",
            partial(_random, bench),
        ),
    ]


def _every(bench: Bench, tell: Tell) -> Result:
    begun = monotonic()
    since = [("", 0, begun)]

    def told(progress: Progress) -> None:
        if since[0][:2] != (progress.machine, progress.length):
            since[0] = (progress.machine, progress.length, monotonic())
        now = monotonic()
        tell(progress_text(progress, now - begun, now - since[0][2]))

    known = machines(bench.profile, pages=bench.nr_pages, mms=bench.nr_mms)
    with _workers() as doing:
        return _result(bench, search(bench.maker, known, doing, tell=told))


def _random(bench: Bench, tell: Tell) -> Result:
    begun = monotonic()

    def told(sampled: Sampled) -> None:
        tell(cases_text(sampled, monotonic() - begun))

    with _workers() as doing:
        return _result(bench, sample(bench.maker, Chances(seed=0), CASES, doing, tell=told))


def _result(bench: Bench, verdict: Verdict) -> Result:
    return Result(flowing(verdict_lines(bench, verdict)), verdict.counterexample)


@contextmanager
def _workers() -> Iterator[Workers]:
    # Textual's stderr has no file descriptor, and who keeps track of the processes would be given it
    with redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()
    jobs = min(max(os.cpu_count() or 1, _JOBS.start), _JOBS.stop - 1)
    with workers(jobs, silent=True) as doing:
        yield doing
