"""Who mlocks a folio: what a locked VMA maps and unmaps, and what mlock() finds mapped.

Of a large folio only that counts in which shows that the VMA has all of it.  What a locked VMA unmaps counts
out, all of the folio with any page of it: reclaim is to put that right, and here there is none.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from mmtui.kernel.draft import Draft
from mmtui.kernel.scan import batch_end
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import folio_in
from mmtui.model.events import MAPS, UNMAPS, Event, What

_End = TypeVar("_End")
_NEW = frozenset({What.NEW_PTES, What.NEW_PMD})
_PMD = frozenset({What.NEW_PMD, What.MAP_PMD, What.UNMAP_PMD})


def locking(draft: Draft, steps: Generator[Event, None, _End]) -> Generator[Event, None, _End]:
    """Pass events on, and keep ``draft.mlocked`` up to date with those in locked VMAs."""
    while True:
        try:
            event = next(steps)
        except StopIteration as end:
            draft.lru.drain()
            result: _End = end.value
            return result
        if event.vma.locked:
            _follow(draft, event)
        elif event.what in _NEW:
            draft.lru.add(event.folio)
        yield event


def _follow(draft: Draft, event: Event) -> None:
    what, folio = event.what, event.folio
    if what is What.SPLIT_PMD:  # PTEs are mapped before the PMD leaf is unmapped
        if draft.profile.mapping_whole_mlocks:
            draft.lru.mlock(folio)
        draft.lru.munlock(folio)
    elif what in MAPS and _mlocks(draft, event):
        draft.lru.mlock(folio, new=what in _NEW)
    elif what in UNMAPS and (not folio.large or what in _PMD or draft.profile.mlock_sees_large_ptes):
        draft.lru.munlock(folio)


def _mlocks(draft: Draft, event: Event) -> bool:
    """``mlock_vma_folio()`` where rmap calls it; what is new is told by ``folio_add_lru_vma()``."""
    if not event.folio.large or event.what in _NEW:
        return True
    if not draft.profile.mlock_sees_large_ptes:
        return event.what in _PMD
    return draft.profile.mapping_whole_mlocks and len(event.pages) == event.folio.nr_pages


def walk_range(draft: Draft, mm: ThawedMm, start: int, end: int, *, locked: bool) -> None:
    """Count what a range maps, which was locked or unlocked just now; ``mlock_vma_pages_range()``."""
    size, one = mm.pages_per_pmd, draft.lru.mlock if locked else draft.lru.munlock
    draft.lru.drain()
    for index in range(start // size, -(-end // size)):
        pmd = mm.pmds.get(index)
        if isinstance(pmd, int):
            if not folio_in(pmd).zero:
                one(folio_in(pmd))
        elif pmd is not None:
            slots = range(max(start - index * size, 0), min(end - index * size, size))
            _walk_table(draft, pmd, slots, locked=locked)
    draft.lru.drain()


def _walk_table(draft: Draft, table: list[int] | tuple[int, ...], slots: range, *, locked: bool) -> None:
    """``mlock_pte_range()``: a large folio is locked only as a whole, and unlocked with any part."""
    slot = slots.start
    while slot < slots.stop:
        folio, first = folio_in(table[slot]), slot
        slot = batch_end(table, slot, slots.stop) if table[slot] and folio.large else slot + 1
        if not table[first] or folio.zero or (folio.large and not draft.profile.mlock_sees_large_ptes):
            continue
        if not locked:
            draft.lru.munlock(folio)
        elif slot - first == folio.nr_pages:
            draft.lru.mlock(folio)
