"""Every mapping of a folio is taken away, and it is noted where they were."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from mmtui.kernel.draft import Draft
from mmtui.kernel.rmap import Events, unmap_pmd
from mmtui.kernel.scan import batch_end
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import DIRTY_BITS, flags_in, number_in, page_in
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma


class Mapping(NamedTuple):
    """A stretch of PTEs that mapped neighbouring pages of the old folio: a migration entry for each."""

    mm: ThawedMm
    vma: Vma
    vpn: int
    page: int
    flags: list[int]


def unmap_folio(draft: Draft, folio: Folio, found: list[Mapping]) -> Events:
    """Take away every mapping of a folio, and note in ``found`` where they were.

    ``try_to_migrate()`` and ``try_to_unmap()`` in mm/rmap.c with TTU_SPLIT_HUGE_PMD; ``rmap_walk()`` meets
    VMAs by the linear index that they begin with, and of equal ones the oldest first.
    """
    areas = [(mm, vma) for mm in draft.mms() for vma in mm.vmas]
    for mm, vma in sorted(areas, key=lambda area: (area[1].pgoff, area[1].ident)):
        if not draft.entries(folio):
            return
        was_leaf = yield from _unmap_in(draft, mm, vma, folio, found)
        if was_leaf and folio.anon and draft.profile.split_stops_at_pmd:
            return


def _unmap_in(
    draft: Draft, mm: ThawedMm, vma: Vma, folio: Folio, found: list[Mapping]
) -> Generator[Event, None, bool]:
    """Returns whether it was mapped by a PMD leaf."""
    size = mm.pages_per_pmd
    for index in range(vma.start // size, -(-vma.end // size)):
        pmd = mm.pmds.get(index)
        if isinstance(pmd, int):
            if number_in(pmd) == folio.number:
                yield from _unmap_leaf(draft, mm, vma, folio, index, found)
                return True
        elif pmd is not None:
            low, high = max(vma.start - index * size, 0), min(vma.end - index * size, size)
            yield from _unmap_ptes(draft, mm, vma, folio, index, range(low, high), found)
    return False


def _unmap_leaf(
    draft: Draft, mm: ThawedMm, vma: Vma, folio: Folio, index: int, found: list[Mapping]
) -> Events:
    # __split_huge_pmd_locked() with freeze: no PTE is ever counted
    pmd = mm.pmds[index]
    assert isinstance(pmd, int)
    flags = flags_in(pmd)
    if flags & DIRTY_BITS and not folio.anon:
        draft.set_dirty(folio)
    yield from unmap_pmd(draft, mm, vma, index)
    if folio.anon:
        mm.table(index)
        found.append(Mapping(mm, vma, index * mm.pages_per_pmd, 0, [flags] * folio.nr_pages))


def _unmap_ptes(
    draft: Draft, mm: ThawedMm, vma: Vma, folio: Folio, index: int, slots: range, found: list[Mapping]
) -> Events:
    pmd, slot = mm.pmds[index], slots.start
    assert not isinstance(pmd, int)
    if not any(entry and number_in(entry) == folio.number for entry in pmd[slots.start : slots.stop]):
        return
    table, base = mm.table(index), index * mm.pages_per_pmd
    while slot < slots.stop:
        entry = table[slot]
        if not entry or number_in(entry) != folio.number:
            slot += 1
            continue
        stop, page = batch_end(table, slot, slots.stop), page_in(entry)
        flags = [flags_in(each) for each in table[slot:stop]]
        table[slot:stop] = [0] * (stop - slot)
        found.append(Mapping(mm, vma, base + slot, page, flags))
        if not folio.anon and any(each & DIRTY_BITS for each in flags):
            draft.set_dirty(folio)
        pages = range(page, page + stop - slot)
        draft.count_ptes(folio, pages, -1)
        yield Event(What.UNMAP_PTES, folio, pages, vma, vma.index_of(base + slot) - page)
        slot = stop
