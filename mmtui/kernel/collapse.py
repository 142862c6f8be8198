"""MADV_COLLAPSE: what small pages hold moves into a folio of a PMD's size; mm/khugepaged.c."""

from __future__ import annotations

from collections.abc import Generator

from mmtui.kernel.draft import Draft
from mmtui.kernel.filecollapse import ENDS, GOES_ON, HELD, collapse_file
from mmtui.kernel.nodes import lies_among
from mmtui.kernel.rmap import Events, map_pmd, page_prot, unmap_pte_range, wrprotected
from mmtui.kernel.sizes import suitable
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import DIRTY, EXCLUSIVE, GUARD, WRITE, folio_in, number_in, page_in
from mmtui.model.events import Event, What
from mmtui.model.vma import Vma


def collapse(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Generator[Event, None, str]:
    """Collapse every PMD range inside a part of one VMA; ``madvise_collapse()``.

    Returns the error, "" for none.  An empty range is an error, and the next one is tried.
    """
    size = mm.pages_per_pmd
    first, last = -(-start // size), end // size
    if vma.thp is False or not _allowed(draft, mm, vma):
        return "EINVAL"
    if first > last and draft.profile.collapse_counts_below_0:
        return "EINVAL"
    error = ""
    for index in range(first, last):
        one = collapse_file if vma.file is not None else _collapse_anon
        outcome = yield from one(draft, mm, vma, index)
        if outcome:  # the last one tells; madvise_collapse_errno()
            error = "EAGAIN" if outcome == HELD else "EINVAL"
        if outcome == ENDS:
            break
    return error


def _allowed(draft: Draft, mm: ThawedMm, vma: Vma) -> bool:
    """``thp_vma_allowable_order()``: a place for a PMD at the VMA's end, and somebody has touched it."""
    fits = suitable(vma, vma.end - mm.pages_per_pmd, [draft.pmd_order])
    return bool(fits) and (vma.file is not None or vma.anon_vma is not None)


def _collapse_anon(draft: Draft, mm: ThawedMm, vma: Vma, index: int) -> Generator[Event, None, str]:
    """``hpage_collapse_scan_pmd()`` and ``collapse_huge_page()``; what nothing maps becomes zeroes."""
    pmd = mm.pmds.get(index)
    if isinstance(pmd, int):
        return ""
    if pmd is None:
        return GOES_ON
    for entry in pmd:
        if entry == GUARD:  # __collapse_huge_page_swapin()
            return ENDS
        if entry and number_in(entry) in draft.held_at:  # is_refcount_suitable()
            return HELD
    if draft.profile.collapse_needs_writable and not any(entry & WRITE for entry in pmd):
        return GOES_ON
    yield from _gather(draft, mm, vma, index)
    return ""


def _gather(draft: Draft, mm: ThawedMm, vma: Vma, index: int) -> Events:
    table, start = list(mm.table(index)), index * mm.pages_per_pmd
    folio = draft.new_folio(order=draft.pmd_order, anon=True)
    lies_among(draft, folio, (folio_in(entry) for entry in table if entry))
    for page, entry in enumerate(table):
        if entry and not draft.is_blank(folio_in(entry), page_in(entry)):
            draft.fill(folio.number, range(page, page + 1))
    yield from unmap_pte_range(draft, mm, vma, start, start + mm.pages_per_pmd)
    del mm.pmds[index]
    flags = DIRTY | EXCLUSIVE | WRITE
    if not vma.prot.writable:
        flags = wrprotected(draft, flags) | page_prot(vma)
    yield from map_pmd(draft, mm, vma, start, folio, flags, What.NEW_PMD)
