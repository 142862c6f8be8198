"""Which processes own a large folio, as the kernel remembers it: two of them, and whether there are more.

``folio_add_large_mapcount()`` and ``folio_sub_large_mapcount()`` in include/linux/rmap.h since v6.15.
Kept where copy-on-write asks for it.  It can say "shared" of a folio that one process owns, when that one
had come as the third; it never errs the other way.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from mmtui.kernel.draft import Draft
from mmtui.model.events import MAPS, UNMAPS, Event, What
from mmtui.model.folio import Folio
from mmtui.model.world import FREE, Owners, Slot

_End = TypeVar("_End")
_NOBODY = Owners()
_PMD = frozenset({What.NEW_PMD, What.MAP_PMD, What.DUP_PMD, What.UNMAP_PMD})


def following(draft: Draft, steps: Generator[Event, None, _End]) -> Generator[Event, None, _End]:
    """Pass events on, and keep ``draft.owners`` up to date with them."""
    while True:
        try:
            event = next(steps)
        except StopIteration as end:
            result: _End = end.value
            return result
        if event.folio.large:
            _follow(draft, event)
        yield event


def _follow(draft: Draft, event: Event) -> None:
    what, number, mm = event.what, event.folio.number, event.vma.mm
    owners = draft.owners.get(number, _NOBODY)
    entries = 1 if what in _PMD else len(event.pages)
    if what is What.SPLIT_PMD:  # PTEs are counted in before the PMD is counted out
        owners = _removed(_added(owners, mm, entries), mm, 1)
    elif what in MAPS:
        owners = _added(owners, mm, entries)
    elif what in UNMAPS:
        owners = _removed(owners, mm, entries)
    draft.owners[number] = owners
    if not owners.entries:
        del draft.owners[number]


def _added(owners: Owners, mm: str, entries: int) -> Owners:
    total, slots, shared = owners.entries + entries, owners.slots, owners.shared
    at = _slot_of(slots, mm)
    if at is None:
        at = _slot_of(slots, "")
        if at is None:  # the third gets none; that there are two says already that the folio is shared
            return Owners(slots, total, shared)
        shared = shared or at == 1 or total != entries
    return Owners(_put(slots, at, Slot(mm, slots[at].entries + entries)), total, shared)


def _removed(owners: Owners, mm: str, entries: int) -> Owners:
    total, slots, shared = owners.entries - entries, owners.slots, owners.shared
    at = _slot_of(slots, mm)
    if at is not None:
        # entries that were added while no slot was free can take more away than was counted
        left = slots[at].entries - entries
        slots = _put(slots, at, Slot(mm, left) if left > 0 else FREE)
        if left > 0:
            return Owners(slots, total, shared)
    return Owners(slots, total, shared and total not in (slots[0].entries, slots[1].entries))


def _slot_of(slots: tuple[Slot, Slot], mm: str) -> int | None:
    return 0 if slots[0].mm == mm else 1 if slots[1].mm == mm else None


def _put(slots: tuple[Slot, Slot], at: int, slot: Slot) -> tuple[Slot, Slot]:
    return (slot, slots[1]) if at == 0 else (slots[0], slot)


def maybe_shared(draft: Draft, folio: Folio, page: int) -> bool:
    """Tell whether others map a folio as well, as far as the kernel knows; ``page`` is the one it looks at.

    ``folio_maybe_mapped_shared()``; before v6.15 ``folio_likely_mapped_shared()``; 6.1: ``page_mapcount()``.
    """
    if not folio.large:
        return draft.entries(folio) > 1
    if not draft.profile.advice_batches:
        return draft.mapcount(folio, page) > 1
    if draft.profile.reuses_owned_folio:
        return draft.entries(folio) > 1 and draft.owners[folio.number].shared
    return draft.likely_shared(folio)
