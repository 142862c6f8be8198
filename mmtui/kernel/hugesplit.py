"""A large folio is split into smaller ones; ``__folio_split()`` in mm/huge_memory.c.

All its mappings are taken away first.  Those of an anonymous folio come back as mappings of the pieces, those
of a file by faults.
"""

from __future__ import annotations

from mmtui.kernel.draft import Draft
from mmtui.kernel.mappings import bits_of
from mmtui.kernel.nodes import lies_beside
from mmtui.kernel.pieces import Piece
from mmtui.kernel.rmap import Events, page_prot
from mmtui.kernel.unmapping import Mapping, unmap_folio
from mmtui.model.entry import DIRTY_BITS, entry_of
from mmtui.model.events import Event, What, as_event
from mmtui.model.folio import Folio
from mmtui.model.world import File


def split_anon(draft: Draft, folio: Folio, pieces: list[Piece]) -> Events:
    """Split an anonymous folio, unless somebody holds it; pages that nothing maps are freed with it."""
    if folio.number in draft.held_at:  # can_split_folio()
        return
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
            if folio.number in draft.lazy:
                draft.lazy.add(new.number)
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
    return any(flags & DIRTY_BITS for flags in mapping.flags)


def split_file(draft: Draft, file: File, index: int, folio: Folio, pieces: list[Piece]) -> Events:
    """Split the folio at page ``index`` of a file, unless somebody holds it.

    Pieces past the end of the file are freed.
    """
    if folio.number in draft.held_at:  # can_split_folio()
        return
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
    lost, pgoff = 0 if draft.profile.migration_keeps_dirty else DIRTY_BITS, vma.index_of(part.vpn)
    for at, flags in enumerate(part.flags):  # one by one, of a large piece as well
        pages = range(page + at, page + at + 1)
        yield as_event(Event, (What.MAP_PTES, new, pages, vma, pgoff - page, None))
        mm.table(index)[slot + at] = entry_of(new, page + at, flags & ~lost)
        draft.count_ptes(new, pages, 1)
