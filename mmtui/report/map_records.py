"""What the regions of each process map, as JSON records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from mmtui.model.entry import folio_in, letters, page_in
from mmtui.model.truth import Truth
from mmtui.model.walk import Stretch, stretches, walked
from mmtui.moment import Moment
from mmtui.printed import Printed, printed
from mmtui.report.flags import page_flags
from mmtui.report.record import Record


def map_records(moment: Moment, known: Mapping[int, Truth]) -> Iterator[Record]:
    """Yield, for every region of every process, the runs of present entries in it."""
    says = {number: printed(moment, truth) for number, truth in known.items()}
    asked = _Asked(moment, says)
    for mm in moment.world.mms.values():
        for name, region in mm.regions.items():
            values = walked(mm, region)
            keys = [asked.of(value) if value else None for value in values]
            yield {"t": "map", "p": mm.name, "r": name, "runs": [_run(s) for s in stretches(values, keys)]}


def _run(s: Stretch) -> list[Any]:
    level = "pmd" if s.pmd else "pte"
    assert isinstance(s.key, tuple)
    if s.folio.guard:
        return [s.page, s.length, None, 0, "pte", "s", "sg", 0, ""]
    return [s.page, s.length, s.folio.label, s.first, level, letters(s.flags), *s.key]


class _Asked:
    # what /proc prints of pages; the flags of a folio's pages are the same but for the first
    def __init__(self, moment: Moment, says: Mapping[int, Printed]) -> None:
        self._says, self._asks_head = says, moment.profile.pagemap_asks_head
        self._zero = "f" if moment.profile.pagemap_huge_zero_is_file else ""
        self._flags = lru_cache(None)(lambda folio, page: page_flags(moment, folio, page))

    def of(self, value: int) -> tuple[str, int, str]:
        """Return pagemap (x exclusively mapped, f not anonymous), kpagecount and kpageflags of a page."""
        entry, pmd = value >> 1, value & 1
        folio, page = folio_in(entry), page_in(entry)
        flags = self._flags(folio, min(page, 1))
        if folio.zero:  # vm_normal_page() knows no struct page for the small one
            return self._zero if folio.large else "", 0, flags
        told = self._says[folio.number]
        alone = told.exclusive[0 if pmd and self._asks_head else page]
        return ("" if folio.anon else "f") + ("x" if alone else ""), told.counts[page], flags
