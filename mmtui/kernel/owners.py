"""Which processes own a large folio, as the kernel remembers it: two of them, and whether there are more.

``folio_add_large_mapcount()`` and ``folio_sub_large_mapcount()`` in include/linux/rmap.h since v6.15.
Kept where copy-on-write asks for it.  It can say "shared" of a folio that one process owns, when that one
had come as the third; it never errs the other way.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from mmtui.kernel.draft import Draft
from mmtui.kernel.thawed import ThawedOwners
from mmtui.model.events import MAPS, UNMAPS, Event, What
from mmtui.model.folio import Folio
from mmtui.model.world import Owners

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
        if event.folio.order:
            _follow(draft, event)
        yield event


def _follow(draft: Draft, event: Event) -> None:
    what, folio, pages, vma, _, _ = event
    owners = draft.owners.get(folio.number, _NOBODY)
    if isinstance(owners, Owners):
        owners = draft.owners[folio.number] = ThawedOwners(owners)
    entries = 1 if what in _PMD else len(pages)
    if what in MAPS:
        owners.add(vma.mm, entries)
        return
    if what is What.SPLIT_PMD:  # PTEs are counted in before the PMD is counted out
        owners.add(vma.mm, entries)
        owners.remove(vma.mm, 1)
    elif what in UNMAPS:
        owners.remove(vma.mm, entries)
    if not owners.entries:
        del draft.owners[folio.number]


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
