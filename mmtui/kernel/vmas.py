"""VMAs split and merge, and the accounting is told where a folio lies across the border."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mmtui.kernel.draft import Draft
from mmtui.kernel.rmap import Events, split_pmd_at
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import folio_in, number_in, page_in
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma


def split_vma(draft: Draft, mm: ThawedMm, vma: Vma, at: int) -> Events:
    """Split a VMA in two; ``__split_vma()`` in mm/vma.c.

    A PMD leaf that the border would cut is split first (``vma_adjust_trans_huge()``).
    """
    yield from split_pmd_at(draft, mm, vma, at)
    low, high = vma.split(at, draft.new_vma_ident())
    mm.replace_vma(vma, low, high)
    for folio, index in straddling(mm, vma, at):
        yield Event(What.SPLIT_VMA, folio, folio.pages, low, index, high)


def merge_vmas(mm: ThawedMm, low: Vma, high: Vma) -> Events:
    """Make one VMA of two neighbours; ``vma_merge()`` in mm/vma.c."""
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


def merge_around(mm: ThawedMm, start: int, end: int) -> Events:
    """Merge the VMAs in a range with each other and with their neighbours, where they can."""
    at = 0
    while at + 1 < len(mm.vmas):
        low, high = mm.vmas[at], mm.vmas[at + 1]
        if start <= high.start <= end and low.merges_with(high):
            yield from merge_vmas(mm, low, high)
        else:
            at += 1


def prepare_anon_vma(draft: Draft, mm: ThawedMm, vma: Vma) -> Vma:
    """Give a VMA its anon_vma at the first anonymous fault; ``__anon_vma_prepare()`` in mm/rmap.c.

    A neighbour that could merge lends its own (``find_mergeable_anon_vma()``).
    """
    if vma.anon_vma is not None:
        return vma
    lent = next((near.anon_vma for near in _neighbours(mm, vma) if near.anon_vma is not None), None)
    prepared = replace(vma, anon_vma=lent if lent is not None else draft.new_anon_vma())
    mm.replace_vma(vma, prepared)
    return prepared


def _neighbours(mm: ThawedMm, vma: Vma) -> Iterator[Vma]:
    # the VMAs above and below, if they differ only in what mprotect changes
    at = mm.vmas.index(vma)
    for near in (*mm.vmas[at + 1 : at + 2], *mm.vmas[max(at - 1, 0) : at]):
        low, high = (vma, near) if near.start >= vma.end else (near, vma)
        if low.merges_with(replace(high, prot=low.prot)):
            yield near
