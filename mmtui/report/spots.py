"""The page under the cursor in lines: which entries reach it, and which operation touched it last."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.model.entry import number_in, page_in
from mmtui.model.mm import Mm
from mmtui.moment import Moment
from mmtui.report.tables import Spot
from mmtui.report.text import Line, Role, Span, flowed, line

_MOST = 8


def spot_lines(moment: Moment, spot: Spot, touched: int | None, last: str, width: int) -> list[Line]:
    """Return what reaches a page; ``last`` is the operation that touched it last, number ``touched``."""
    where = f"page {spot.page}" if spot.folio.large else str(spot.folio)
    entries = [entry for mm in moment.world.mms.values() for entry in _entries(mm, spot)]
    words = [*entries[:_MOST], *([f"{len(entries) - _MOST} more"] if len(entries) > _MOST else [])]
    commas = [Span(f" {word},") for word in words[:-1]]
    reached = [*commas, Span(f" {words[-1]}")] if words else [Span(" nothing", Role.DIM)]
    label = (Span(where, Role.CURSOR), Span(" " * (10 - len(where))))
    lines = flowed(line(*label, Span(" mapped by", Role.DIM), *reached), width, 11)
    if touched is not None:
        text = Span(f"^{touched} {last}", Role.PLAIN, touched)
        lines += flowed(line(Span(f"{'':<10} last touched by ", Role.DIM), text), width, 11)
    return lines


def _entries(mm: Mm, spot: Spot) -> Iterator[str]:
    number = spot.folio.number
    for index, pmd in mm.pmds.items():
        start = index * mm.pages_per_pmd
        if isinstance(pmd, int):
            if number_in(pmd) == number:
                yield f"{mm.name}'s PMD"
            continue
        for slot, entry in enumerate(pmd):
            if entry and number_in(entry) == number and page_in(entry) == spot.page:
                yield f"{mm.name}'s PTE {_place(mm, start + slot)}"


def _place(mm: Mm, vpn: int) -> str:
    vma = mm.vma_at(vpn)
    return f"{vma.region} {vpn - mm.regions[vma.region].start}" if vma else str(vpn)
