"""Does an operation get dearer with every one before it, and how long is a jump on the timeline?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from benchmarks.reference import DictOfInts, changes_of
from benchmarks.result import Budget, Reference, Row, Samples
from benchmarks.timing import cpu_seconds, in_turn
from benchmarks.workloads import PAGES, PROCESSES, long_run, steady_run
from mmtui.catalog import Catalog
from mmtui.kernel.profile import profile_of
from mmtui.model.truth import truths
from mmtui.moment import Moment
from mmtui.rng import Pcg32
from mmtui.timeline import Timeline

STEPS = 10_000
SCRIPT = 1_000
"""Operations of a script as a person might write it."""
_SETUP = 14
"""The first operations of ``long_run()``; they make the processes."""
EARLY = 100
_WINDOW = 256
"""Operations that are measured early and late: one turn of ``steady_run()``."""
_SEEKS = 100


def history_rows(catalog: Catalog, repeats: int) -> list[Row]:
    """Return the rows about long runs."""
    late = [late_step(catalog, step, repeats) for step in (SCRIPT, STEPS)]
    return [script(catalog, repeats), *late, *seeks(catalog, repeats)]


def script(catalog: Catalog, repeats: int) -> Row:
    """Return how many operations of a script are done a second, a moment for each.

    Beside it the same page table changes as two dicts of ints.
    """
    timeline = _timeline(catalog, steady=False)
    start, ops = timeline[_SETUP], timeline.ops[_SETUP:SCRIPT]
    changes = changes_of(start, ops)
    bare = DictOfInts(changes)
    assert bare() == _mapped_pages(timeline[SCRIPT]) - _mapped_pages(start), "the dicts make other changes"
    pair = in_turn(lambda: reduce(Moment.after, ops, start), bare, repeats)
    own, reference = (tuple(len(ops) / each for each in seconds) for seconds in pair)
    what = f"{SCRIPT:,} operations of {len(PROCESSES)} processes on {PAGES} pages"
    return Row(what, "operations/s", own, Reference("two dicts of ints", reference))


def _mapped_pages(moment: Moment) -> int:
    return sum(sum(truth.pages) for truth in truths(moment.world).values())


def late_step(catalog: Catalog, step: int, repeats: int) -> Row:
    """Return what an operation costs at a late step, beside step 100 of the same run."""
    timeline = _timeline(catalog, steady=True)
    early, late = timeline[EARLY], timeline[step]
    assert set(early.world.mms) == set(late.world.mms)
    pair = in_turn(lambda: _walk(timeline, late), lambda: _walk(timeline, early), repeats)
    return Row(
        f"one operation at step {step:,}",
        "us",
        _each(pair.own),
        Reference(f"at step {EARLY}", _each(pair.reference)),
        Budget(most=1.1),
    )


def _seeking(timeline: Timeline, goals: Sequence[int]) -> float:
    """Return the milliseconds of one jump."""
    return cpu_seconds(lambda: [timeline[n] for n in goals]) * 1000 / len(goals)


def seeks(catalog: Catalog, repeats: int) -> list[Row]:
    """Return how long a jump to any moment takes, and to the last one of a run that nobody looked at yet."""
    timeline = _timeline(catalog, steady=False)
    first = cpu_seconds(lambda: timeline[STEPS])
    rng, jumps, steps = Pcg32(1), list[float](), list[float]()
    for _ in range(repeats):
        goals = [rng.below(STEPS) for _ in range(_SEEKS)]
        jumps.append(_seeking(timeline, goals))
        start = rng.below(STEPS - _SEEKS)
        _ = timeline[start]
        walk = range(start + 1, start + _SEEKS + 1)
        steps.append(_seeking(timeline, walk))
    beside = Reference("one step forward", tuple(steps))
    return [
        Row(f"jump to any of {STEPS:,} steps", "ms", tuple(jumps), beside, Budget(most=16, unit="ms")),
        Row(f"first jump to step {STEPS:,}", "ms", (first * 1000,)),
    ]


def _timeline(catalog: Catalog, *, steady: bool) -> Timeline:
    ops = (steady_run if steady else long_run)(STEPS + _WINDOW)
    return Timeline(ops, catalog.scheme("large-mapcount"), profile_of("6.12"))


def _walk(timeline: Timeline, moment: Moment) -> None:
    # as the player steps: a moment for each operation
    for op in timeline.ops[moment.n : moment.n + _WINDOW]:
        moment = moment.after(op)


def _each(seconds: Samples) -> Samples:
    return tuple(each * 1e6 / _WINDOW for each in seconds)
