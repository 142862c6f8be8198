"""A folio moves to another place in memory; ``migrate_pages()`` in mm/migrate.c.

Every entry becomes a migration entry, which maps nothing, and then maps the new folio as it mapped the old
one: a PMD leaf as a PMD leaf, a PTE as a PTE.  PTEs go and come one by one, so the folio is partly mapped
meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.kernel.draft import Draft
from mmtui.kernel.hugesplit import split_anon
from mmtui.kernel.nodes import put_on
from mmtui.kernel.pieces import uniform
from mmtui.kernel.rmap import Events, map_pmd, map_ptes, unmap_pmd
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import DIRTY_BITS, flags_in, folio_in, number_in, page_in
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio, folio_of
from mmtui.model.vma import Vma


class _Found(NamedTuple):
    # an entry that maps the folio, and where it stands
    mm: ThawedMm
    vma: Vma
    vpn: int
    entry: int
    huge: bool


def migrate(draft: Draft, mm: ThawedMm, vpn: int, node: int) -> Events:
    """Move the folio that is mapped at a page to a node.

    Since v6.10 one of which a part is unmapped is split first, and what is left moves page by page.
    """
    folio, index = _mapped_at(mm, vpn)
    if draft.profile.migration_splits and folio.number in draft.partly:
        yield from _split_and_move(draft, folio, index, node)
    else:
        yield from _move(draft, folio, index, node)


def fail_to_migrate(draft: Draft, mm: ThawedMm, vpn: int) -> Events:
    """Try to move a folio to which somebody holds a reference: it is unmapped, and mapped as before.

    ``folio_migrate_mapping()`` finds the reference when all mappings are gone, as often as it is tried.
    """
    folio, index = _mapped_at(mm, vpn)
    found = list(_rmap_walk(draft, folio, index))
    for _ in range(draft.profile.migration_tries):
        for each in found:
            yield from _try_to_migrate(draft, each, folio, index)
            if folio.anon and each.entry & DIRTY_BITS:
                draft.dirty.add(folio.number)
        for each in found:
            yield from _remove_migration_pte(draft, each, folio)


def _mapped_at(mm: ThawedMm, vpn: int) -> tuple[Folio, int]:
    # the folio that is mapped at a page, and the linear index of its first page
    vma, (entry, huge) = mm.vma_at(vpn), mm.entry_at(vpn)
    assert vma is not None, "what is mapped lies in a VMA"
    return folio_in(entry), vma.index_of(vpn) - (vpn % mm.pages_per_pmd if huge else page_in(entry))


def _split_and_move(draft: Draft, folio: Folio, index: int, node: int) -> Events:
    """``try_split_folio()``; pages that hold only zeroes may have become the zero page."""
    places = [
        (each.mm, vpn, each.vma.index_of(vpn))
        for each in _rmap_walk(draft, folio, index)
        for vpn in range(each.vpn, each.vpn + (folio.nr_pages if each.huge else 1))
    ]
    yield from split_anon(draft, folio, uniform(folio))
    assert not draft.entries(folio), "only a PMD leaf keeps a folio whole, and those went before a part did"
    pieces = {number_in(mm.entry_at(vpn)[0]): at for mm, vpn, at in places}
    for number, at in sorted(pieces.items(), key=lambda piece: piece[1]):
        if not folio_of(number).zero:
            yield from _move(draft, folio_of(number), at, node)


def _move(draft: Draft, folio: Folio, index: int, node: int) -> Events:
    """``migrate_folio_unmap()`` and ``migrate_folio_move()``."""
    found = list(_rmap_walk(draft, folio, index))
    blank, unqueued = draft.blank.get(folio.number, 0), folio.number in draft.unqueued
    dirty = folio.number in draft.dirty
    for each in found:
        yield from _try_to_migrate(draft, each, folio, index)
        dirty = dirty or bool(each.entry & DIRTY_BITS)
    new = draft.new_folio(order=folio.order, anon=folio.anon)
    put_on(draft, new, node)
    if folio.anon:
        draft.blank.pop(new.number, None)
        draft.keep_blank(new.number, blank)
        _requeue(draft, folio, new, unqueued=unqueued)
        draft.dirty |= {new.number} if dirty else set()
        draft.lazy |= {new.number} if folio.number in draft.lazy else set()
    else:
        _replace_in_cache(draft, found[0].vma.file or "", index, new, dirty=folio.number in draft.dirty)
    for each in found:
        yield from _remove_migration_pte(draft, each, new)


def _rmap_walk(draft: Draft, folio: Folio, index: int) -> Iterator[_Found]:
    """``rmap_walk()``: VMAs in the order of the interval tree, by the linear index that they begin with."""
    areas = [(mm, vma) for mm in draft.mms() for vma in mm.vmas]
    for mm, vma in sorted(areas, key=lambda area: (area[1].pgoff, area[1].ident)):
        first = vma.start + index - vma.pgoff
        vpn, end = max(first, vma.start), min(first + folio.nr_pages, vma.end)
        while vpn < end:
            entry, huge = mm.entry_at(vpn)
            if entry and number_in(entry) == folio.number:
                yield _Found(mm, vma, vpn, entry, huge)
            vpn = vpn - vpn % mm.pages_per_pmd + mm.pages_per_pmd if huge else vpn + 1


def _try_to_migrate(draft: Draft, each: _Found, folio: Folio, index: int) -> Events:
    """``try_to_migrate_one()`` and ``set_pmd_migration_entry()``: PG_dirty takes over from the entry."""
    mm, vma, vpn, entry, huge = each
    if entry & DIRTY_BITS and not folio.anon:
        draft.set_dirty(folio)
    if huge:
        yield from unmap_pmd(draft, mm, vma, vpn // mm.pages_per_pmd)
        return
    mm.table(vpn // mm.pages_per_pmd)[vpn % mm.pages_per_pmd] = 0
    pages = range(page_in(entry), page_in(entry) + 1)
    draft.count_ptes(folio, pages, -1)
    yield Event(What.UNMAP_PTES, folio, pages, vma, index)


def _requeue(draft: Draft, folio: Folio, new: Folio, *, unqueued: bool) -> None:
    """Whether the new folio is on the deferred split list."""
    if draft.profile.migration_requeues:
        draft.heirs[folio.number] = new.number
        if folio.number in draft.partly:
            draft.partly.add(new.number)
    if folio.order == draft.pmd_order and (unqueued or not draft.profile.migration_requeues):
        draft.unqueued.add(new.number)


def _replace_in_cache(draft: Draft, name: str, index: int, new: Folio, *, dirty: bool) -> None:
    """``__folio_migrate_mapping()``."""
    file = draft.file(name)
    assert file is not None, "a VMA keeps its file alive"
    draft.drop_from_cache(file, index)
    file = draft.file(name)
    assert file is not None
    draft.add_to_cache(file, new, index)
    if dirty:
        draft.set_dirty(new)


def _remove_migration_pte(draft: Draft, each: _Found, new: Folio) -> Events:
    """``remove_migration_pte()`` and ``remove_migration_pmd()``."""
    lost = 0 if draft.profile.migration_keeps_dirty else DIRTY_BITS
    flags = flags_in(each.entry) & ~lost
    if each.huge:
        yield from map_pmd(draft, each.mm, each.vma, each.vpn, new, flags, What.MAP_PMD)
    else:
        pages = range(page_in(each.entry), page_in(each.entry) + 1)
        yield from map_ptes(draft, each.mm, each.vma, each.vpn, new, pages, flags, What.MAP_PTES)
