"""VMAs split and merge, and the accounting is told where a folio lies across the border."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.kernel.draft import Draft
from mmtui.kernel.rmap import Events, split_pmd_at
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import folio_in, number_in, page_in
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma


def split_vma(draft: Draft, mm: ThawedMm, vma: Vma, at: int) -> Events:
    """Split a VMA in two; ``__split_vma()`` in mm/vma.c, in mm/mmap.c before v6.12.

    A PMD leaf that the border would cut is split first (``vma_adjust_trans_huge()``).
    """
    yield from split_pmd_at(draft, mm, vma, at)
    low, high = vma.split(at, draft.new_vma_ident())
    mm.replace_vma(vma, low, high)
    for folio, index in straddling(mm, vma, at):
        yield Event(What.SPLIT_VMA, folio, folio.pages, low, index, high)


def merge_vmas(mm: ThawedMm, low: Vma, high: Vma) -> Events:
    """Make one VMA of two neighbours; ``commit_merge()`` in mm/vma.c, before v6.12 ``__vma_adjust()``."""
    for folio, index in straddling(mm, low, high.start):
        yield Event(What.MERGE_VMAS, folio, folio.pages, low, index, high)
    mm.vmas.remove(high)
    mm.replace_vma(low, low.merged(high))


def straddling(mm: ThawedMm, vma: Vma, border: int) -> Iterator[tuple[Folio, int]]:
    """Return the large folios that can have entries on both sides of a border, with their linear index.

    ``vma`` is the one below the border.
    """
    seen = set()
    size = mm.pages_per_pmd
    for vpn in range(max(border - size + 1, vma.start), border):  # on both sides means also below
        pmd = mm.pmds.get(vpn // size)
        entry = pmd[vpn % size] if pmd is not None and not isinstance(pmd, int) else 0
        if not entry or number_in(entry) in seen:
            continue
        folio, base = folio_in(entry), vpn - page_in(entry)
        if folio.large and base < border < base + folio.nr_pages:
            seen.add(folio.number)
            yield folio, vma.index_of(base)


def isolate(draft: Draft, mm: ThawedMm, start: int, end: int) -> Events:
    """Split VMAs so that a range begins and ends at borders of VMAs."""
    for border in (start, end):
        vma = mm.vma_at(border)
        if vma is not None and vma.start < border:
            yield from split_vma(draft, mm, vma, border)
