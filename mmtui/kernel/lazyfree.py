"""MADV_FREE and MADV_COLD: advice about pages, for which a folio is split; mm/madvise.c."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeAlias

from mmtui.kernel.draft import Draft
from mmtui.kernel.owners import maybe_shared
from mmtui.kernel.rmap import Events
from mmtui.kernel.scan import batch_end
from mmtui.kernel.splitting import split_mapped
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import DIRTY_BITS, folio_in, page_in
from mmtui.model.events import Event
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma

_Visiting: TypeAlias = Generator[Event, None, str]
Meet: TypeAlias = Callable[[Draft, Folio, range, int], bool]
"""Is told of pages of a folio and where the first is mapped; tells whether their entries become clean."""


def lazy_free(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> _Visiting:
    """Say that nobody needs what is written there; ``madvise_free_single_vma()``.  Returns the error."""
    if vma.locked or not vma.anon:
        return "EINVAL"
    yield from walk(draft, mm, vma, start, end, _freed)
    return ""


def deactivate(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> _Visiting:
    """Say that nobody will need it soon; ``madvise_cold_single_vma()``.  Returns the error."""
    if vma.locked:
        return "EINVAL"
    yield from walk(draft, mm, vma, start, end, _stays)
    return ""


def _stays(draft: Draft, folio: Folio, pages: range, vpn: int) -> bool:
    return False


def _freed(draft: Draft, folio: Folio, pages: range, vpn: int) -> bool:
    # what is dirty for others as well must not be thrown away
    if folio.number in draft.dirty:
        if draft.entries(folio) != len(pages):
            return False
        draft.dirty.discard(folio.number)
    draft.lazy.add(folio.number)  # folio_mark_lazyfree()
    return True


def walk(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int, cleans: Meet) -> Events:
    """Meet what a range maps whole, and split folios of which it maps a part.

    ``madvise_cold_or_pageout_pte_range()`` and ``madvise_free_pte_range()``.
    """
    size = mm.pages_per_pmd
    for index in range(start // size, -(-end // size)):
        low, high = max(start, index * size), min(end, (index + 1) * size)
        pmd = mm.pmds.get(index)
        if isinstance(pmd, int):
            yield from _leaf(draft, mm, vma, index, range(low, high), cleans)
        if index in mm.pmds and not isinstance(mm.pmds[index], int):
            yield from _ptes(draft, mm, vma, index, range(low - index * size, high - index * size), cleans)


def _leaf(draft: Draft, mm: ThawedMm, vma: Vma, index: int, vpns: range, cleans: Meet) -> Events:
    """``madvise_free_huge_pmd()``: a folio that others map is left alone, a part of it is split off."""
    pmd = mm.pmds[index]
    assert isinstance(pmd, int)
    folio = folio_in(pmd)
    if folio.zero or _others_map(draft, folio, 0, cleans, leaf=True):
        return
    if len(vpns) < mm.pages_per_pmd:
        yield from split_mapped(draft, mm, vma, vpns.start)
    elif cleans is _freed:
        draft.dirty.discard(folio.number)
        draft.lazy.add(folio.number)
        mm.pmds[index] = pmd & ~DIRTY_BITS
    else:
        cleans(draft, folio, folio.pages, vpns.start)


def _others_map(draft: Draft, folio: Folio, page: int, cleans: Meet, *, leaf: bool = False) -> bool:
    """Tell whether a large folio is left alone because others map it, or seem to.

    For MADV_FREE 6.1 asks in ``madvise_free_huge_pmd()`` how many entries there are, and in
    ``madvise_free_pte_range()`` of 6.1.176 how often the first page is mapped, by
    ``folio_estimated_sharers()``: so a folio whose first page is gone is nobody's.
    """
    if draft.profile.advice_batches or cleans is not _freed:
        return maybe_shared(draft, folio, page)
    return (draft.entries(folio) if leaf else draft.mapcount(folio, 0)) != 1


def _ptes(draft: Draft, mm: ThawedMm, vma: Vma, index: int, slots: range, cleans: Meet) -> Events:
    slot = slots.start
    while slot < slots.stop:
        table = mm.table(index)
        entry = table[slot]
        folio = folio_in(entry)
        if not entry or folio.zero:
            slot += 1
            continue
        stop = batch_end(table, slot, slots.stop)
        if not draft.profile.advice_batches:
            stop = slot + 1
        if stop - slot < folio.nr_pages:
            # what somebody holds cannot be split
            if folio.number in draft.held_at or _others_map(draft, folio, page_in(entry), cleans):
                if not draft.profile.advice_batches:
                    return
                slot = stop
                continue
            yield from split_mapped(draft, mm, vma, index * mm.pages_per_pmd + slot)
            continue
        pages = range(page_in(entry), page_in(entry) + stop - slot)
        if cleans(draft, folio, pages, index * mm.pages_per_pmd + slot):
            table[slot:stop] = [each & ~DIRTY_BITS for each in table[slot:stop]]
        slot = stop
