"""Which processes own a large folio, as the kernel remembers it: two of them, and whether there are more.

``folio_add_large_mapcount()`` and ``folio_sub_large_mapcount()`` in include/linux/rmap.h since v6.15.
Kept where copy-on-write asks for it.  It can say "shared" of a folio that one process owns, when that one
had come as the third; it never errs the other way.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from mmtui.kernel.draft import Draft
from mmtui.model.events import MAPS, Event, What
from mmtui.model.world import FREE, Owners, Slot

_End = TypeVar("_End")
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
    number, mm = event.folio.number, event.vma.mm
    owners = draft.owners.get(number, Owners())
    entries = 1 if event.what in _PMD else len(event.pages)
    if event.what is What.SPLIT_PMD:  # PTEs are counted in before the PMD is counted out
        owners = _removed(_added(owners, mm, entries), mm, 1)
    elif event.what in MAPS:
        owners = _added(owners, mm, entries)
    elif event.what in (What.UNMAP_PTES, What.UNMAP_PMD):
        owners = _removed(owners, mm, entries)
    draft.owners[number] = owners
    if not owners.entries:
        del draft.owners[number]


def _added(owners: Owners, mm: str, entries: int) -> Owners:
    total, names = owners.entries + entries, [slot.mm for slot in owners.slots]
    if mm in names:
        at, shared = names.index(mm), owners.shared
    elif "" in names:
        at = names.index("")
        shared = owners.shared or at == 1 or total != entries
    else:  # the third gets no slot; that there are two says already that the folio is shared
        return owners._replace(entries=total)
    slot = Slot(mm, owners.slots[at].entries + entries)
    return Owners(_put(owners.slots, at, slot), total, shared)


def _removed(owners: Owners, mm: str, entries: int) -> Owners:
    total, slots, shared = owners.entries - entries, owners.slots, owners.shared
    at = next((at for at, slot in enumerate(slots) if slot.mm == mm), None)
    if at is not None:
        # entries that were added while no slot was free can take more away than was counted
        left = slots[at].entries - entries
        slots = _put(slots, at, Slot(mm, left) if left > 0 else FREE)
        if left > 0:
            return Owners(slots, total, shared)
    return Owners(slots, total, shared and total not in (slots[0].entries, slots[1].entries))


def _put(slots: tuple[Slot, Slot], at: int, slot: Slot) -> tuple[Slot, Slot]:
    return (slot, slots[1]) if at == 0 else (slots[0], slot)
