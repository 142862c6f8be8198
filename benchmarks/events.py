"""``events``: how many rmap events a second go through the model with one scheme."""

from __future__ import annotations

from benchmarks.history import history_rows
from benchmarks.memory import memory_rows
from benchmarks.options import Options
from benchmarks.parts import part_rows
from benchmarks.reference import InlineLoop, changes_of, entries_in
from benchmarks.result import Budget, Reference, Result, Row, Samples
from benchmarks.timing import in_turn
from benchmarks.workloads import Workload, workloads
from mmtui.catalog import Catalog, find_sources, load_catalog
from mmtui.kernel.profile import kernel_with, profile_of
from mmtui.model.ops import parse_script
from mmtui.moment import Moment

SCHEMES = ("double-map", "large-mapcount")
BUDGET = Budget(least=1 / 20)
"""500,000 single-page events a second where the inline loop makes ten million."""


def run(options: Options) -> Result:
    """Measure the throughput, then what a long history costs."""
    catalog = load_catalog(find_sources(safe_mode=True))
    rows = [
        throughput(catalog, workload, scheme, options.repeats)
        for workload in workloads()
        for scheme in SCHEMES
    ]
    rows += part_rows(catalog, options.repeats)
    rows += history_rows(catalog, options.repeats)
    rows += memory_rows(options.repeats)
    return Result("events", "rmap events through the model with one scheme, in CPU time", tuple(rows))


def throughput(catalog: Catalog, workload: Workload, scheme: str, repeats: int) -> Row:
    """Return how fast the model runs a script, beside the inline loop that makes the same changes."""
    profile = profile_of(kernel_with(scheme))
    start = Moment.first(catalog.scheme(scheme), profile).after(*parse_script(workload.setup))
    ops = parse_script(workload.script)
    changes = changes_of(start, ops)
    assert len(changes.steps) == changes.events * workload.pages_per_event, f"{workload.what}: other events"
    loop = InlineLoop(changes)
    more = sum(entries_in(start.after(*ops))) - sum(entries_in(start))
    assert loop() == more, "the loop makes other changes"
    pair = in_turn(lambda: start.after(*ops), loop, repeats)
    # pages, for an event of many pages is many turns of the loop
    unit = "events/s" if workload.pages_per_event == 1 else "pages/s"
    rate, loop_rate = _rates(len(changes.steps), pair.own), _rates(len(changes.steps), pair.reference)
    return Row(f"{workload.what}, {scheme}", unit, rate, Reference("inline loop", loop_rate), BUDGET)


def _rates(number: int, seconds: Samples) -> Samples:
    return tuple(number / each for each in seconds)
