"""MADV_PAGEOUT: what one process maps is reclaimed; ``reclaim_pages()`` in mm/vmscan.c.

There is no swap.  Anonymous memory stays where it is, though a large folio is split on the way; what was
given up with MADV_FREE goes.  A page of a file is unmapped, and freed as well if it is clean.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import NamedTuple

from mmtui.kernel.discard import discard
from mmtui.kernel.draft import Draft
from mmtui.kernel.hugesplit import split_anon, split_file
from mmtui.kernel.lazyfree import walk
from mmtui.kernel.owners import maybe_shared
from mmtui.kernel.pieces import uniform
from mmtui.kernel.rmap import Events
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.unmapping import unmap_folio
from mmtui.model.entry import maps
from mmtui.model.events import Event
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma
from mmtui.model.world import File


class _Isolated(NamedTuple):
    # a folio that was taken from its LRU list
    folio: Folio
    vpn: int
    """Where its first page is mapped."""


def page_out(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Generator[Event, None, str]:
    """Reclaim what a range maps, one PMD's range after the other.  Returns the error, "" for none."""
    if vma.locked:
        return "EINVAL"
    size = mm.pages_per_pmd
    for index in range(start // size, -(-end // size)):
        taken: list[_Isolated] = []

        low, high = max(start, index * size), min(end, (index + 1) * size)
        yield from walk(draft, mm, vma, low, high, partial(_isolate, taken))
        for each in taken:
            yield from _reclaim(draft, mm, vma, each)
    return ""


def _isolate(taken: list[_Isolated], draft: Draft, folio: Folio, pages: range, vpn: int) -> bool:
    """``folio_isolate_lru()``, if nobody else maps it and it can be evicted; no entry becomes clean."""
    if maybe_shared(draft, folio, pages.start):
        return False
    if folio.number in draft.mlocked:
        draft.lru.putback(folio)
    elif not _in_locked(draft, folio):
        taken.append(_Isolated(folio, vpn))
    return False


def _in_locked(draft: Draft, folio: Folio) -> bool:
    # try_to_unmap_one() would find it there
    locked = ((mm, vma) for mm in draft.mms() for vma in mm.vmas if vma.locked)
    return any(maps(mm.entry_at(vpn)[0], folio) for mm, vma in locked for vpn in range(vma.start, vma.end))


def _reclaim(draft: Draft, mm: ThawedMm, vma: Vma, taken: _Isolated) -> Events:
    """``shrink_folio_list()``."""
    folio = taken.folio
    if not folio.anon:
        yield from _reclaim_of_file(draft, vma, folio, vma.index_of(taken.vpn))
    elif folio.number in draft.lazy:
        yield from discard(draft, mm, vma, folio, taken.vpn)
    elif folio.large:  # folio_alloc_swap() fails, and smaller folios might have had a chance
        yield from split_anon(draft, folio, uniform(folio))


def _reclaim_of_file(draft: Draft, vma: Vma, folio: Folio, head: int) -> Events:
    """``try_to_unmap()``, then ``__remove_mapping()`` of what is clean; 6.1 splits a large folio first.

    What somebody holds is unmapped and stays; that 6.1 cannot split it ends it before.
    """
    held = folio.number in draft.held_at
    if folio.large and draft.profile.pageout_splits_shmem:
        if held:
            return
        yield from split_file(draft, _file(draft, vma), head, folio, uniform(folio))
    else:
        yield from unmap_folio(draft, folio, [])
    if held:
        return
    file = _file(draft, vma)
    found = [at for at in range(head, head + folio.nr_pages) if at in file.cache]
    draft.drop_from_cache(file, *(at for at in found if file.cache[at] not in draft.dirty))


def _file(draft: Draft, vma: Vma) -> File:
    file = draft.file(vma.file or "")
    assert file is not None, "a VMA keeps its file alive"
    return file
