"""What MADV_FREE gave up goes when it is reclaimed, unless it was written to since or something holds it.

``try_to_unmap_one()`` in mm/rmap.c.
"""

from __future__ import annotations

from mmtui.kernel.draft import Draft
from mmtui.kernel.rmap import Events, split_pmd, unmap_pte_range
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.unmapping import unmap_folio
from mmtui.model.entry import DIRTY, DIRTY_BITS, EXCLUSIVE, FLAGS, SAVED_DIRTY, WRITE
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma


def discard(draft: Draft, mm: ThawedMm, vma: Vma, folio: Folio, vpn: int) -> Events:
    """Unmap a folio that a process maps from a page on, and so free it; what must stay is mapped by PTEs."""
    end, held = vpn + folio.nr_pages, folio.number in draft.held_at
    dirty = next((at for at in range(vpn, end) if _is_dirty(mm, at)), end)
    if not held and dirty == end and folio.number not in draft.dirty:
        yield from unmap_folio(draft, folio, [])
        return
    if mm.entry_at(vpn)[1]:
        yield from split_pmd(draft, mm, vma, vpn // mm.pages_per_pmd)
    if dirty < end:
        yield from _up_to_dirty(draft, mm, vma, folio, range(vpn, dirty))
    if folio.number in draft.dirty or draft.profile.pageout_revives_held:
        draft.lazy.discard(folio.number)  # folio_set_swapbacked()


def _is_dirty(mm: ThawedMm, vpn: int) -> bool:
    return bool(mm.entry_at(vpn)[0] & DIRTY_BITS)


def _up_to_dirty(draft: Draft, mm: ThawedMm, vma: Vma, folio: Folio, clean: range) -> Events:
    """Page by page up to the first dirty one, or all of them at once, and then all of them are dirty."""
    if draft.profile.discards_batches:
        _all_dirty(draft, mm, range(clean.start, clean.start + folio.nr_pages))
    elif folio.number in draft.held_at:
        if clean:  # that is met first, and ends it
            return
    elif folio.number not in draft.dirty:
        yield from unmap_pte_range(draft, mm, vma, clean.start, clean.stop)
    draft.dirty.add(folio.number)


def _all_dirty(draft: Draft, mm: ThawedMm, vpns: range) -> None:
    """``get_and_clear_ptes()`` and ``set_ptes()``: all get the bits of the first."""
    table, slot = mm.table(vpns.start // mm.pages_per_pmd), vpns.start % mm.pages_per_pmd
    flags = table[slot] & FLAGS & ~(EXCLUSIVE | DIRTY_BITS)
    flags |= DIRTY if flags & WRITE or not draft.profile.saved_dirty else SAVED_DIRTY
    for at in range(slot, slot + len(vpns)):
        table[at] = table[at] & ~FLAGS | table[at] & EXCLUSIVE | flags
