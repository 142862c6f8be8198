"""Pages of a file are given up: a hole is punched, or the end moves; mm/shmem.c and mm/truncate.c."""

from __future__ import annotations

from dataclasses import replace

from mmtui.kernel.draft import Draft
from mmtui.kernel.hugesplit import split_file
from mmtui.kernel.pieces import around, uniform
from mmtui.kernel.rmap import Events, split_pmd, unmap_pmd
from mmtui.kernel.scan import batch_end
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.unmapping import unmap_folio
from mmtui.model.entry import DIRTY_BITS, folio_in, page_in
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio, folio_of
from mmtui.model.vma import Vma
from mmtui.model.world import File


def punch_hole(draft: Draft, name: str, start: int, end: int) -> Events:
    """Free a range of pages; ``shmem_fallocate()`` with FALLOC_FL_PUNCH_HOLE.  Private copies stay."""
    yield from _unmap_mapping(draft, name, range(start, end), copies=False)
    yield from _undo_range(draft, name, range(start, end))


def truncate(draft: Draft, name: str, nr_pages: int) -> Events:
    """Give the file another size; ``shmem_setattr()``.  Private copies past the new end go as well."""
    file = _file(draft, name)
    draft.set_file(replace(file, nr_pages=nr_pages))
    if nr_pages < file.nr_pages:
        beyond = range(nr_pages, 1 << 40)
        yield from _unmap_mapping(draft, name, beyond, copies=True)
        yield from _undo_range(draft, name, beyond)


def _file(draft: Draft, name: str) -> File:
    file = draft.file(name)
    assert file is not None, "asked for by a name that was looked up"
    return file


def _unmap_mapping(draft: Draft, name: str, pages: range, *, copies: bool) -> Events:
    """``unmap_mapping_range()`` in mm/memory.c."""
    for mm in draft.mms():
        for vma in [vma for vma in mm.vmas if vma.file == name]:
            low = max(vma.start, vma.start + pages.start - vma.pgoff)
            high = min(vma.end, vma.start + pages.stop - vma.pgoff)
            if low < high:
                yield from _zap(draft, mm, vma, low, high, copies)


def _zap(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int, copies: bool) -> Events:
    size = mm.pages_per_pmd
    for index in range(start // size, -(-end // size)):
        low, high = max(start - index * size, 0), min(end - index * size, size)
        pmd = mm.pmds.get(index)
        if isinstance(pmd, int):
            if pmd & DIRTY_BITS:
                draft.set_dirty(folio_in(pmd))
            # a part of a file's leaf: the leaf is removed as a whole
            yield from (unmap_pmd if high - low == size else split_pmd)(draft, mm, vma, index)
        elif pmd is not None:
            yield from _zap_ptes(draft, mm, vma, index, range(low, high), copies)


def _zap_ptes(draft: Draft, mm: ThawedMm, vma: Vma, index: int, slots: range, copies: bool) -> Events:
    table, slot, base = mm.table(index), slots.start, index * mm.pages_per_pmd
    while slot < slots.stop:
        entry = table[slot]
        stop = batch_end(table, slot, slots.stop) if entry else slot + 1
        if entry and (copies or not folio_in(entry).anon):
            folio, page = folio_in(entry), page_in(entry)
            if not folio.anon and any(each & DIRTY_BITS for each in table[slot:stop]):
                draft.set_dirty(folio)
            table[slot:stop] = [0] * (stop - slot)
            if not folio.zero:
                pages = range(page, page + stop - slot)
                draft.count_ptes(folio, pages, -1)
                yield Event(What.UNMAP_PTES, folio, pages, vma, vma.index_of(base + slot) - page)
        slot = stop


def _undo_range(draft: Draft, name: str, pages: range) -> Events:
    """``shmem_undo_range()``: free whole folios, split those at the borders, free what lies inside then."""
    yield from _drop_whole(draft, name, pages)
    for border in (pages.start, pages.stop - 1):
        if (at := _index_of(_file(draft, name), border)) is not None:
            yield from _truncate_partial(draft, name, at, pages)
    yield from _drop_whole(draft, name, pages)


def _index_of(file: File, page: int) -> int | None:
    number = file.find(page)
    return None if number is None else page - page % folio_of(number).nr_pages


def _drop_whole(draft: Draft, name: str, pages: range) -> Events:
    """``truncate_inode_folio()`` for each folio that lies in the range."""
    file = _file(draft, name)
    for index, number in sorted(file.cache.items()):
        folio = folio_of(number)
        if pages.start <= index and index + folio.nr_pages <= pages.stop:
            yield from unmap_folio(draft, folio, [])
            draft.drop_from_cache(_file(draft, name), index)


def _truncate_partial(draft: Draft, name: str, index: int, pages: range) -> Events:
    """``truncate_inode_partial_folio()``: split so that no folio lies across a border of the range."""
    file = _file(draft, name)
    folio = folio_of(file.cache[index])
    first, last = max(pages.start - index, 0), min(pages.stop - index, folio.nr_pages)
    if not folio.large or last - first == folio.nr_pages:
        return
    draft.set_dirty(folio)  # shmem_undo_range(): a part of it is made zeroes
    yield from _split_at(draft, file, index, folio, first)
    if last < folio.nr_pages and draft.profile.splits_unevenly:
        file = _file(draft, name)
        at = _index_of(file, index + last)
        if at is not None and folio_of(file.cache[at]).large:
            yield from _split_at(draft, file, at, folio_of(file.cache[at]), index + last - at)


def _split_at(draft: Draft, file: File, index: int, folio: Folio, page: int) -> Events:
    pieces = around(folio, page) if draft.profile.splits_unevenly else uniform(folio)
    yield from split_file(draft, file, index, folio, pieces)
