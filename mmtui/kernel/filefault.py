"""Faults on a memfd: find the page in the page cache or make it, then map it.

``do_fault()`` in mm/memory.c, ``shmem_get_folio_gfp()`` in mm/shmem.c.
"""

from __future__ import annotations

from collections.abc import Generator

from mmtui.kernel.anonvma import prepare_anon_vma
from mmtui.kernel.draft import Draft
from mmtui.kernel.rmap import Events, map_pmd, map_ptes
from mmtui.kernel.sizes import file_orders, suitable
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import DIRTY, EXCLUSIVE, WRITE
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio, folio_of
from mmtui.model.vma import Vma
from mmtui.model.world import File


def file_fault(
    draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, *, write: bool
) -> Generator[Event, None, bool]:
    """Map the page of the file that an access needs; return False past the end of the file (SIGBUS)."""
    file = _file_of(draft, vma)
    if not write and (yield from _map_around(draft, mm, vma, vpn)):
        return True
    index, cow = vma.index_of(vpn), write and vma.private
    if cow:  # also if there is no such page: do_cow_fault() prepares before it looks
        vma = prepare_anon_vma(draft, mm, vma)
    if index >= file.nr_pages:
        return False
    folio, head = _page_cache(draft, vma, vpn, file)
    if cow:
        yield from _cow_fault(draft, mm, vma, vpn)
    else:
        yield from _finish_fault(draft, mm, vma, vpn, folio, head, write=write)
        if write:  # fault_dirty_shared_page()
            draft.set_dirty(folio)
    return True


def _finish_fault(
    draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, folio: Folio, head: int, *, write: bool
) -> Events:
    """Map the folio by a PMD leaf, by all its PTEs, or the one page of it; ``finish_fault()``."""
    if (yield from _map_huge(draft, mm, vma, vpn, folio, head, write=write)):
        return
    page = vma.index_of(vpn) - head
    if folio.large and draft.profile.rules.fault_around == "folio":
        vpns = _fitting(mm, vma, vpn, folio, page)
        yield from _map_missing(draft, mm, vma, folio, head, vpns, DIRTY if write else 0)
        return
    pages = range(page, page + 1)
    if folio.large and draft.profile.fault_maps_folio and _has_room(mm, vma, vpn, folio, page):
        slots = range(vpn - page, vpn - page + folio.nr_pages)
        pages = pages if any(mm.entry_at(slot)[0] for slot in slots) else folio.pages
    flags = _pte_flags(draft, vma, folio) | (DIRTY if write else 0)
    yield from map_ptes(draft, mm, vma, vpn - page + pages.start, folio, pages, flags, What.MAP_PTES)


def _has_room(mm: ThawedMm, vma: Vma, vpn: int, folio: Folio, page: int) -> bool:
    """Tell whether the whole folio, of which ``page`` belongs at ``vpn``, fits the VMA and one PTE table."""
    start = vpn - page
    last = start + folio.nr_pages - 1
    size = mm.pages_per_pmd
    return vma.start <= start and last < vma.end and start // size == last // size


def _fitting(mm: ThawedMm, vma: Vma, vpn: int, folio: Folio, page: int) -> range:
    """Return where a folio, of which ``page`` belongs at ``vpn``, fits the VMA and that PTE table."""
    table = vpn - vpn % mm.pages_per_pmd
    start, end = vpn - page, vpn - page + folio.nr_pages
    return range(max(start, vma.start, table), min(end, vma.end, table + mm.pages_per_pmd))


def _file_of(draft: Draft, vma: Vma) -> File:
    file = draft.file(vma.file or "")
    assert file is not None, "a VMA keeps its file alive"
    return file


def _flags(vma: Vma) -> int:
    # vm_page_prot: shmem does not ask to be told of the first write, so shared entries are writable at once
    return WRITE if vma.shared and vma.prot.writable else 0


def _pte_flags(draft: Draft, vma: Vma, folio: Folio) -> int:
    """``set_pte_range()`` in mm/memory.c: what is dirty anyway need not be found dirty by the CPU again."""
    flags = _flags(vma)
    dirty = draft.profile.maps_dirty_folio_dirty and folio.number in draft.dirty
    return flags | DIRTY if flags and dirty else flags


def _page_cache(draft: Draft, vma: Vma, vpn: int, file: File) -> tuple[Folio, int]:
    """Return the folio that holds a page and the index of its head, made if it was missing."""
    index = vma.index_of(vpn)
    number = file.find(index)
    if number is not None:
        folio = folio_of(number)
        return folio, index - index % folio.nr_pages
    folio = draft.new_folio(order=_order(draft, vma, vpn, file), anon=False)
    head = index - index % folio.nr_pages
    draft.add_to_cache(file, folio, head)
    if draft.locks:
        draft.lru.add(folio)
    return folio, head


def _order(draft: Draft, vma: Vma, vpn: int, file: File) -> int:
    """Return the largest order that is allowed and whose range of the file is empty."""
    orders = file_orders(draft, vma, file, vma.index_of(vpn))
    if orders and draft.profile.shmem_huge_where_suitable:
        orders = suitable(vma, vpn, orders)
    return next((order for order in orders if not in_the_way(file, vma.index_of(vpn), 1 << order)), 0)


def in_the_way(file: File, index: int, size: int) -> bool:
    """Tell whether the page cache has anything where an aligned folio of so many pages would lie."""
    head = index - index % size
    return any(head + page in file.cache for page in range(size))


def _cow_fault(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int) -> Events:
    """A write to a private mapping maps a copy at once; ``do_cow_fault()``."""
    copy = draft.new_folio(order=0, anon=True)
    yield from map_ptes(draft, mm, vma, vpn, copy, copy.pages, WRITE | DIRTY | EXCLUSIVE, What.NEW_PTES)


def _map_huge(
    draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, folio: Folio, head: int, *, write: bool
) -> Generator[Event, None, bool]:
    """Map a PMD-sized folio by one PMD leaf if it lies right and fits the VMA; ``do_set_pmd()``."""
    start = vpn - vpn % mm.pages_per_pmd
    fits = (
        not (vma.thp is False and draft.profile.nohuge_maps_no_pmd)
        and folio.nr_pages == mm.pages_per_pmd
        and vpn // mm.pages_per_pmd not in mm.pmds
        and vma.index_of(start) == head
        and vma.start <= start
        and start + mm.pages_per_pmd <= vma.end
    )
    if fits:
        yield from map_pmd(draft, mm, vma, start, folio, _flags(vma) | (DIRTY if write else 0), What.MAP_PMD)
    return fits


def _map_around(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int) -> Generator[Event, None, bool]:
    """Map what the page cache has around a read fault; ``do_fault_around()``, ``filemap_map_pages()``.

    Returns whether the page of the fault itself is mapped now.
    """
    file = _file_of(draft, vma)
    start, end = _window(draft, mm, vma, vpn)
    at = start
    while at < end:
        number = file.find(vma.index_of(at)) if vma.index_of(at) < file.nr_pages else None
        if number is None:
            at += 1
            continue
        folio = folio_of(number)
        head = vma.index_of(at) - vma.index_of(at) % folio.nr_pages
        if folio.large and (yield from _map_huge(draft, mm, vma, vpn, folio, head, write=False)):
            return True
        page = vma.index_of(at) - head
        stop = min(end, at + folio.nr_pages - page, vma.start + file.nr_pages - vma.pgoff)
        vpns = range(at, stop)
        if folio.large and draft.profile.fault_around_folio and _has_room(mm, vma, at, folio, page):
            vpns = range(at - page, at - page + folio.nr_pages)  # also past the end of the file
        if folio.large and draft.profile.rules.fault_around == "folio":
            vpns = _fitting(mm, vma, at, folio, page)
        yield from _map_missing(draft, mm, vma, folio, head, vpns)
        at = stop
    return bool(mm.entry_at(vpn)[0])


def _map_missing(
    draft: Draft, mm: ThawedMm, vma: Vma, folio: Folio, head: int, vpns: range, more: int = 0
) -> Events:
    # one batch for each stretch of empty slots; filemap_map_folio_range()
    at = vpns.start
    while at < vpns.stop:
        stop = at
        while stop < vpns.stop and not mm.entry_at(stop)[0]:
            stop += 1
        if stop > at:
            page = vma.index_of(at) - head
            pages = range(page, page + stop - at)
            flags = _pte_flags(draft, vma, folio) | more
            yield from map_ptes(draft, mm, vma, at, folio, pages, flags, What.MAP_PTES)
        at = stop + 1


def _window(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int) -> tuple[int, int]:
    """Return the pages that fault-around looks at: aligned, inside the VMA and one PTE table."""
    around = draft.settings.fault_around
    table = vpn - vpn % mm.pages_per_pmd
    start = max(vpn - vpn % around, vma.start, table)
    return start, min(start + around, vma.end, table + mm.pages_per_pmd)
