"""Where the time of an event goes, and what the other schemes need for one."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

from benchmarks.reference import InlineLoop, changes_of
from benchmarks.result import Reference, Row
from benchmarks.timing import in_turn
from benchmarks.workloads import Workload, workloads
from mmtui.catalog import Catalog
from mmtui.habits import Habits
from mmtui.kernel.draft import Draft
from mmtui.kernel.execute import execute
from mmtui.kernel.profile import kernel_with, profile_of
from mmtui.model.ops import Op, parse_script
from mmtui.moment import Moment

_SCHEME = "double-map"
_OTHERS = ("per-page", "nr-pages-mapped", "mm-owners", "no-page-mapcount", "rmap-ids", "total-mapped-pages")
_NANO = 1e9


def part_rows(catalog: Catalog, repeats: int) -> list[Row]:
    """Return the nanoseconds of an event in parts, then those of other schemes; no budgets."""
    one_page = [workload for workload in workloads() if workload.pages_per_event == 1]
    rows = [row for workload in one_page for row in _parts(catalog, workload, repeats)]
    small, _, every_second, _ = one_page
    return rows + [
        _row(catalog, workload, scheme, repeats, "all", lambda start, ops: start.after(*ops))
        for workload in (small, every_second)
        for scheme in (*_OTHERS, "vma-count")
    ]


def _parts(catalog: Catalog, workload: Workload, repeats: int) -> list[Row]:
    ways = {"kernel model": _kernel_model, "asked each time": _asked}
    return [_row(catalog, workload, _SCHEME, repeats, name, way) for name, way in ways.items()]


def _row(
    catalog: Catalog,
    workload: Workload,
    scheme: str,
    repeats: int,
    name: str,
    way: Callable[[Moment, tuple[Op, ...]], object],
) -> Row:
    profile = profile_of(kernel_with(scheme))
    start = Moment.first(catalog.scheme(scheme), profile).after(*parse_script(workload.setup))
    ops = parse_script(workload.script)
    changes = changes_of(start, ops)
    pair = in_turn(lambda: way(start, ops), InlineLoop(changes), repeats)
    own, loop = (tuple(each / changes.events * _NANO for each in seconds) for seconds in pair)
    return Row(f"{workload.what}, {scheme}, {name}", "ns/event", own, Reference("inline loop", loop))


def _kernel_model(start: Moment, ops: tuple[Op, ...]) -> None:
    """Run the operations without a scheme."""
    draft = Draft(start.world, start.profile)
    for op in ops:
        for _ in execute(draft, op):
            pass
        draft.take_freed()
    draft.frozen()


def _asked(start: Moment, ops: tuple[Op, ...]) -> None:
    """Run them with a scheme of which nothing is remembered."""
    with patch.object(Habits, "claim", lambda *_: None):
        start.after(*ops)
