"""A large folio is split into smaller ones; ``__folio_split()`` in mm/huge_memory.c.

All its mappings are taken away first.  Those of an anonymous folio come back as mappings of the pieces, those
of a file by faults.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from mmtui.kernel.draft import Draft
from mmtui.kernel.mappings import bits_of
from mmtui.kernel.nodes import lies_beside
from mmtui.kernel.rmap import Events, page_prot, unmap_pmd
from mmtui.kernel.scan import batch_end
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import DIRTY, SAVED_DIRTY, entry_of, flags_in, number_in, page_in
from mmtui.model.events import Event, What, as_event
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma
from mmtui.model.world import File


class Piece(NamedTuple):
    """One of the smaller folios."""

    first: int
    """Its first page in the old folio."""
    order: int

    @property
    def pages(self) -> range:
        return range(self.first, self.first + (1 << self.order))


class Mapping(NamedTuple):
    """A stretch of PTEs that mapped neighbouring pages of the old folio: a migration entry for each."""

    mm: ThawedMm
    vma: Vma
    vpn: int
    page: int
    flags: list[int]


def uniform(folio: Folio, order: int = 0) -> list[Piece]:
    """Return the pieces when all get the same order."""
    return [Piece(first, order) for first in range(0, folio.nr_pages, 1 << order)]


def around(folio: Folio, page: int) -> list[Piece]:
    """Return the pieces when only what holds ``page`` is halved, down to a single page.

    ``__split_unmapped_folio()`` without ``uniform_split``, since v6.15.
    """
    pieces, first, order = [], 0, folio.order
    while order:
        order -= 1
        half = first + (1 << order)
        first, other = (half, first) if page >= half else (first, half)
        pieces.append(Piece(other, order))
    return sorted([*pieces, Piece(first, 0)])


def split_anon(draft: Draft, folio: Folio, pieces: list[Piece]) -> Events:
    """Split an anonymous folio; pages that nothing maps are freed with it."""
    blank, dirty = draft.blank.get(folio.number, 0), folio.number in draft.dirty
    found: list[Mapping] = []
    yield from unmap_folio(draft, folio, found)
    dirty = dirty or any(map(_any_dirty, found))
    if draft.entries(folio):
        yield from _give_back(draft, folio, found, dirty=dirty)
        return
    for piece in pieces:
        mapped = [part for mapping in found if (part := _within(mapping, piece))]
        if mapped:
            new = draft.new_folio(order=piece.order, anon=True)
            lies_beside(draft, new, folio)
            if dirty:
                draft.dirty.add(new.number)
            draft.blank.pop(new.number, None)
            draft.keep_blank(new.number, blank >> piece.first & bits_of(new.pages))
            for part in mapped:
                yield from _remap(draft, part, new, piece)


def _give_back(draft: Draft, folio: Folio, found: list[Mapping], *, dirty: bool) -> Events:
    # the split has failed: what was a PMD leaf is PTEs now
    if dirty:
        draft.dirty.add(folio.number)
    for mapping in found:
        yield from _remap(draft, mapping, folio, Piece(0, folio.order))


def _any_dirty(mapping: Mapping) -> bool:
    return any(flags & (DIRTY | SAVED_DIRTY) for flags in mapping.flags)


def split_file(draft: Draft, file: File, index: int, folio: Folio, pieces: list[Piece]) -> Events:
    """Split the folio at page ``index`` of a file; pieces past the end of the file are freed."""
    found: list[Mapping] = []
    yield from unmap_folio(draft, folio, found)
    dirty = folio.number in draft.dirty
    draft.drop_from_cache(file, index)
    for piece in pieces:
        file = draft.file(file.name) or file
        if index + piece.first < file.nr_pages:
            new = draft.new_folio(order=piece.order, anon=False)
            lies_beside(draft, new, folio)
            draft.add_to_cache(file, new, index + piece.first)
            if dirty:
                draft.set_dirty(new)


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
    if flags & DIRTY and not folio.anon:
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
        if not folio.anon and any(each & DIRTY for each in flags):
            draft.set_dirty(folio)
        pages = range(page, page + stop - slot)
        draft.count_ptes(folio, pages, -1)
        yield Event(What.UNMAP_PTES, folio, pages, vma, vma.index_of(base + slot) - page)
        slot = stop


def _within(mapping: Mapping, piece: Piece) -> Mapping | None:
    first = max(mapping.page, piece.first)
    last = min(mapping.page + len(mapping.flags), piece.pages.stop)
    if first >= last:
        return None
    skip = first - mapping.page
    flags = mapping.flags[skip : skip + last - first]
    return mapping._replace(vpn=mapping.vpn + skip, page=first, flags=flags)


def _remap(draft: Draft, part: Mapping, new: Folio, piece: Piece) -> Events:
    """``remove_migration_pte()`` in mm/migrate.c."""
    mm, vma, page = part.mm, part.vma, part.page - piece.first
    index, slot = divmod(part.vpn, mm.pages_per_pmd)
    if (
        not new.large
        and draft.profile.split_maps_zero_page
        and draft.blank.get(new.number)
        and not vma.locked
    ):
        # try_to_map_unused_to_zeropage()
        mm.table(index)[slot] = entry_of(draft.zero_page(), 0, page_prot(vma))
        return
    pages = range(page, page + len(part.flags))
    yield as_event(Event, (What.MAP_PTES, new, pages, vma, vma.index_of(part.vpn) - page, None))
    lost = 0 if draft.profile.migration_keeps_dirty else DIRTY | SAVED_DIRTY
    entries = [entry_of(new, page + at, flags & ~lost) for at, flags in enumerate(part.flags)]
    mm.table(index)[slot : slot + len(entries)] = entries
    draft.count_ptes(new, pages, 1)
