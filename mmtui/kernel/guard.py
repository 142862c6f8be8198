"""Guard regions: pages that must not be touched, without a VMA of their own; MADV_GUARD_INSTALL since v6.13.

A guard is a marker in the page table.  It maps nothing, so nobody counts it; it fills its slot; and it stays
where pages are only given up.  Those in mappings of files are not modelled.
"""

from __future__ import annotations

from collections.abc import Generator

from mmtui.kernel.anonvma import prepare_anon_vma
from mmtui.kernel.draft import Draft
from mmtui.kernel.rmap import Events, zap
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import GUARD
from mmtui.model.events import Event
from mmtui.model.vma import Vma


def install(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Generator[Event, None, str]:
    """Unmap a range and put a marker into every slot; ``madvise_guard_install()``.  Returns the error."""
    if vma.locked:
        return "EINVAL"
    vma = prepare_anon_vma(draft, mm, vma)
    yield from zap(draft, mm, vma, start, end)
    for at in range(start, end):
        mm.table(at // mm.pages_per_pmd)[at % mm.pages_per_pmd] = GUARD
    return ""


def remove(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Generator[Event, None, str]:
    """Take the markers of a range away; ``madvise_guard_remove()``.  Returns the error."""
    for at in guarded(mm, start, end):
        mm.table(at // mm.pages_per_pmd)[at % mm.pages_per_pmd] = 0
    return ""
    yield


def zap_between(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Events:
    """Unmap a range and leave its markers; ``zap_page_range_single()``, which has no ZAP_FLAG_DROP_MARKER."""
    guards = guarded(mm, start, end) if draft.profile.guards else []
    yield from zap(draft, mm, vma, start, end)
    for at in guards:
        mm.table(at // mm.pages_per_pmd)[at % mm.pages_per_pmd] = GUARD


def guarded(mm: ThawedMm, start: int, end: int) -> list[int]:
    """Return the virtual pages of a range that have a marker."""
    size, found = mm.pages_per_pmd, list[int]()
    for index in range(start // size, -(-end // size)):
        table, base = mm.pmds.get(index), index * size
        first, last = max(start - base, 0), min(end - base, size)
        if isinstance(table, (list, tuple)) and GUARD in table[first:last]:
            found += [base + slot for slot in range(first, last) if table[slot] == GUARD]
    return found
