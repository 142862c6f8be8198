"""What the regions of each process map, as JSON records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mmtui.model.entry import folio_in, letters, page_in
from mmtui.model.truth import Truth
from mmtui.model.walk import Stretch, stretches, walked
from mmtui.moment import Moment
from mmtui.report.printed import Printed, printed
from mmtui.report.record import Record


def map_records(moment: Moment, known: Mapping[int, Truth]) -> Iterator[Record]:
    """Yield, for every region of every process, the runs of present entries in it."""
    says = {number: printed(moment, truth) for number, truth in known.items()}
    asks_head, zero_is_file = moment.profile.pagemap_asks_head, moment.profile.pagemap_huge_zero_is_file
    for mm in moment.world.mms.values():
        for name, region in mm.regions.items():
            values = walked(mm, region)
            keys = [_reported(value, says, asks_head, zero_is_file) if value else None for value in values]
            yield {"t": "map", "p": mm.name, "r": name, "runs": [_run(s) for s in stretches(values, keys)]}


def _run(s: Stretch) -> list[Any]:
    level = "pmd" if s.pmd else "pte"
    assert isinstance(s.key, tuple)
    if s.folio.guard:
        return [s.page, s.length, None, 0, "pte", "s", "sg", 0]
    pagemap, count = s.key
    row = [s.page, s.length, s.folio.label, s.first, level, letters(s.flags), pagemap, count]
    return [*row, "zero"] if s.folio.zero else row


def _reported(
    value: int, says: Mapping[int, Printed], asks_head: bool, zero_is_file: bool
) -> tuple[str, int]:
    """Return what pagemap (x exclusively mapped, f not anonymous) and kpagecount print for a page."""
    entry, pmd = value >> 1, value & 1
    folio = folio_in(entry)
    if folio.zero:  # vm_normal_page() knows no struct page for the small one
        return ("f" if folio.large and zero_is_file else ""), 0
    told, page = says[folio.number], page_in(entry)
    alone = told.exclusive[0 if pmd and asks_head else page]
    return ("" if folio.anon else "f") + ("x" if alone else ""), told.counts[page]
