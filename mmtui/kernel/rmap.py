"""Entries come and go: each function changes a page table and tells the accounting.

The order is the kernel's: a mapping is counted before its entry is set, an entry is cleared
before it is counted out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from mmtui.kernel.draft import Draft
from mmtui.kernel.scan import batch_end
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import (
    DIRTY,
    DIRTY_BITS,
    NEXT_PAGE,
    PROT_NONE,
    SAVED_DIRTY,
    WRITE,
    entry_of,
    flags_in,
    folio_in,
    page_in,
)
from mmtui.model.events import Event, What, as_event
from mmtui.model.folio import Folio, one_page
from mmtui.model.vma import Vma

Events: TypeAlias = Iterator[Event]
_UNMAP = What.UNMAP_PTES


def map_ptes(
    draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, folio: Folio, pages: range, flags: int, what: What
) -> Events:
    """Map pages of a folio from a virtual page on, within one PTE table; ``set_ptes()``."""
    yield Event(what, folio, pages, vma, vma.index_of(vpn) - pages.start)
    first = entry_of(folio, pages.start, flags)
    slot, count = vpn % mm.pages_per_pmd, len(pages)
    mm.table(vpn // mm.pages_per_pmd)[slot : slot + count] = range(
        first, first + count * NEXT_PAGE, NEXT_PAGE
    )
    draft.count_ptes(folio, pages, 1)


def map_pmd(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, folio: Folio, flags: int, what: What) -> Events:
    """Map a whole folio by one PMD leaf; ``set_pmd_at()``."""
    yield Event(what, folio, folio.pages, vma, vma.index_of(vpn))
    mm.pmds[vpn // mm.pages_per_pmd] = entry_of(folio, 0, flags)
    draft.count_pmd(folio, 1)


def unmap_pte_range(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Events:
    """Unmap what a PTE table maps in a range, batch by batch; ``zap_pte_range()``."""
    index, first = divmod(start, mm.pages_per_pmd)
    table, last = mm.table(index), end - start + first
    to_pgoff = vma.index_of(start) - first
    stop = first
    for slot in range(first, last):
        entry = table[slot]
        if not entry or slot < stop:
            continue
        folio, page, stop = folio_in(entry), page_in(entry), slot + 1
        if folio.order and stop < last and table[stop]:
            stop = batch_end(table, slot, last)
        if not folio.anon and any(mapped & DIRTY_BITS for mapped in table[slot:stop]):
            draft.set_dirty(folio)
        if stop == slot + 1:
            pages, table[slot] = one_page(page), 0
        else:
            pages, table[slot:stop] = range(page, page + stop - slot), [0] * (stop - slot)
        if not folio.zero:
            draft.count_ptes(folio, pages, -1)
            yield as_event(Event, (_UNMAP, folio, pages, vma, to_pgoff + slot - page, None))


def unmap_pmd(draft: Draft, mm: ThawedMm, vma: Vma, index: int) -> Events:
    """Remove a PMD leaf; ``zap_huge_pmd()``."""
    entry = mm.pmds.pop(index)
    assert isinstance(entry, int)
    folio = folio_in(entry)
    if not folio.zero:
        if entry & DIRTY_BITS and not folio.anon and draft.profile.zap_of_pmd_dirties:
            draft.set_dirty(folio)
        draft.count_pmd(folio, -1)
        yield Event(What.UNMAP_PMD, folio, folio.pages, vma, vma.index_of(index * mm.pages_per_pmd))


def split_pmd(draft: Draft, mm: ThawedMm, vma: Vma, index: int) -> Events:
    """Replace a PMD leaf by a PTE table; ``__split_huge_pmd_locked()`` in mm/huge_memory.c.

    Anonymous: as many PTEs, the folio stays whole.  File: the leaf is removed and the pages
    come back by faults.
    """
    entry = mm.pmds[index]
    assert isinstance(entry, int)
    folio, flags = folio_in(entry), flags_in(entry)
    if folio.zero:
        zero = entry_of(draft.zero_page(), 0, page_prot(vma))
        mm.pmds[index] = [zero] * mm.pages_per_pmd
        return
    if not folio.anon:
        if flags & DIRTY_BITS:
            draft.set_dirty(folio)
        yield from unmap_pmd(draft, mm, vma, index)
        return
    yield Event(What.SPLIT_PMD, folio, folio.pages, vma, vma.index_of(index * mm.pages_per_pmd))
    if flags & DIRTY_BITS:
        draft.dirty.add(folio.number)
    if not draft.profile.split_keeps_dirty:
        flags &= ~DIRTY
    first = entry_of(folio, 0, flags)
    mm.pmds[index] = list(range(first, first + folio.nr_pages * NEXT_PAGE, NEXT_PAGE))
    draft.count_ptes(folio, folio.pages, 1)
    draft.count_pmd(folio, -1)


def split_pmd_at(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int) -> Events:
    """Split the PMD leaf that a border at a page would cut, if there is one.

    ``split_huge_pmd_if_needed()`` in mm/huge_memory.c.
    """
    index, inside = divmod(vpn, mm.pages_per_pmd)
    if inside and isinstance(mm.pmds.get(index), int):
        yield from split_pmd(draft, mm, vma, index)


def zap(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Events:
    """Unmap everything in a range of one VMA; ``unmap_page_range()``."""
    size = mm.pages_per_pmd
    for index in range(start // size, -(-end // size)):
        low, high = max(start, index * size), min(end, (index + 1) * size)
        if isinstance(mm.pmds.get(index), int):
            if high - low == size:
                yield from unmap_pmd(draft, mm, vma, index)
                continue
            yield from split_pmd(draft, mm, vma, index)
        if index in mm.pmds:
            yield from unmap_pte_range(draft, mm, vma, low, high)


def page_prot(vma: Vma) -> int:
    """Return the bits that a VMA gives to a new entry that nobody may write; ``vm_page_prot``."""
    return 0 if vma.prot.readable else PROT_NONE


def wrprotected(draft: Draft, flags: int) -> int:
    """Return the bits of an entry after it was write-protected; ``pte_wrprotect()``."""
    if draft.profile.saved_dirty and flags & DIRTY:
        flags = flags & ~DIRTY | SAVED_DIRTY
    return flags & ~WRITE


def made_writable(flags: int) -> int:
    """Return the bits of an entry after ``pte_mkwrite()``, which brings a saved dirty bit back."""
    if flags & SAVED_DIRTY:
        flags = flags & ~SAVED_DIRTY | DIRTY
    return flags | WRITE
