"""mprotect(): VMAs change their permission, split and merge; entries follow."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from mmtui.kernel.draft import Draft
from mmtui.kernel.merge import merge_changed
from mmtui.kernel.mlock import populate_vma
from mmtui.kernel.rmap import Events, made_writable, split_pmd, wrprotected
from mmtui.kernel.scan import batch_end
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.vmas import isolate
from mmtui.model.entry import (
    DIRTY,
    DIRTY_BITS,
    EXCLUSIVE,
    GUARD,
    PROT_NONE,
    SAVED_DIRTY,
    WRITE,
    flags_in,
    folio_in,
)
from mmtui.model.events import Event
from mmtui.model.vma import Prot, Vma


def mprotect(draft: Draft, mm: ThawedMm, start: int, end: int, prot: Prot) -> Generator[Event, None, str]:
    """Change the permission of a range; ``do_mprotect_pkey()`` in mm/mprotect.c.

    Returns the error, "" for none: a hole in the range is ENOMEM, what lies below it is changed.
    """
    at = start
    while at < end:
        vma = mm.vma_at(at)
        if vma is None:
            return "ENOMEM"
        upto = min(vma.end, end)
        if vma.prot is not prot:
            yield from _fixup(draft, mm, at, upto, prot)
        at = upto
    return ""


def _fixup(draft: Draft, mm: ThawedMm, start: int, end: int, prot: Prot) -> Events:
    """Change one stretch inside one VMA; ``mprotect_fixup()``."""
    yield from isolate(draft, mm, start, end)
    vma = mm.vma_at(start)
    assert vma is not None
    changed = replace(vma, prot=prot, account=_accounted(draft, vma, prot))
    mm.replace_vma(vma, changed)
    yield from _change_protection(draft, mm, changed)
    merged = yield from merge_changed(draft, mm, changed)
    if vma.locked and vma.private and prot.writable:  # copy-on-write is done now
        yield from populate_vma(draft, mm, merged, start, end)


def _accounted(draft: Draft, vma: Vma, prot: Prot) -> bool:
    # what was promised once stays promised, but for memory that nobody has touched
    if prot.writable:
        return vma.account or (vma.private and not vma.prot.writable)
    return vma.account and not (draft.profile.unaccounts_unfaulted and vma.anon and vma.anon_vma is None)


def _change_protection(draft: Draft, mm: ThawedMm, vma: Vma) -> Events:
    size = mm.pages_per_pmd
    for index in range(vma.start // size, -(-vma.end // size)):
        low, high = max(vma.start - index * size, 0), min(vma.end - index * size, size)
        pmd = mm.pmds.get(index)
        if isinstance(pmd, int) and high - low < size:
            yield from split_pmd(draft, mm, vma, index)
            pmd = mm.pmds.get(index)
        if isinstance(pmd, int):
            mm.pmds[index] = _changed(draft, vma, pmd, huge=True)
        elif pmd is not None:
            table = mm.table(index)
            if draft.profile.mprotect_batches:
                _share_dirty(table, range(low, high))
            table[low:high] = [entry and _changed(draft, vma, entry, huge=False) for entry in table[low:high]]


def _share_dirty(table: list[int], slots: range) -> None:
    """``modify_prot_start_ptes()``: if one entry of a batch is dirty, all of it come back so."""
    slot = slots.start
    while slot < slots.stop:
        entry, first = table[slot], slot
        slot = batch_end(table, slot, slots.stop) if entry and folio_in(entry).large else slot + 1
        # mprotect_folio_pte_batch() respects the write bit
        slot = next((at for at in range(first, slot) if (table[at] ^ entry) & WRITE), slot)
        if any(each & DIRTY_BITS for each in table[first:slot]):
            dirty = DIRTY if entry & WRITE else SAVED_DIRTY
            table[first:slot] = [each & ~DIRTY_BITS | dirty for each in table[first:slot]]


def _changed(draft: Draft, vma: Vma, entry: int, *, huge: bool) -> int:
    """Return an entry with the VMA's new permission; ``pte_modify()`` and ``can_change_pte_writable()``."""
    if entry == GUARD:
        return entry
    old = flags_in(entry)
    flags = wrprotected(draft, old) & ~PROT_NONE
    if not vma.prot.readable:
        flags |= PROT_NONE
        if huge and draft.profile.protnone_cleans_pmd:
            flags &= ~DIRTY_BITS
    elif vma.prot.writable and _may_write(draft, vma, entry, huge=huge):
        flags = made_writable(flags)
    return entry - old + flags


def _may_write(draft: Draft, vma: Vma, entry: int, *, huge: bool) -> bool:
    if vma.shared:
        return True
    if entry & WRITE and not entry & PROT_NONE:
        return True
    if not (folio_in(entry).anon and entry & EXCLUSIVE):
        return False
    return not draft.profile.writable_needs_dirty or (bool(entry & DIRTY) and not huge)
