"""Faults on a memfd: find the page in the page cache or make it, then map it.

``do_fault()`` in mm/memory.c, ``shmem_get_folio_gfp()`` in mm/shmem.c.
"""

from __future__ import annotations

from collections.abc import Generator

from mmtui.kernel.draft import Draft
from mmtui.kernel.rmap import Events, map_pmd, map_ptes
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.vmas import prepare_anon_vma
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
    index = vma.index_of(vpn)
    if index >= file.nr_pages:
        return False
    folio, head = _page_cache(draft, file, index)
    if write and vma.private:
        yield from _cow_fault(draft, mm, vma, vpn)
    elif not (yield from _map_huge(draft, mm, vma, vpn, folio, head, write=write)):
        page = index - head
        flags = _flags(vma) | (DIRTY if write else 0)
        yield from map_ptes(draft, mm, vma, vpn, folio, range(page, page + 1), flags, What.MAP_PTES)
    return True


def _file_of(draft: Draft, vma: Vma) -> File:
    file = draft.file(vma.file or "")
    assert file is not None, "a VMA keeps its file alive"
    return file


def _flags(vma: Vma) -> int:
    # vm_page_prot: shmem does not ask to be told of the first write, so shared entries are writable at once
    return WRITE if vma.shared and vma.prot.writable else 0


def _page_cache(draft: Draft, file: File, index: int) -> tuple[Folio, int]:
    """Return the folio that holds a page and the index of its head, made if it was missing."""
    number = file.find(index)
    if number is not None:
        folio = folio_of(number)
        return folio, index - index % folio.nr_pages
    order = draft.pmd_order if _huge_allowed(draft, file, index) else 0
    folio = draft.new_folio(order=order, anon=False)
    head = index - index % folio.nr_pages
    draft.add_to_cache(file, folio, head)
    return folio, head


def _huge_allowed(draft: Draft, file: File, index: int) -> bool:
    # shmem_is_huge(); a small page already in the range makes shmem_add_to_page_cache() fail
    head = index - index % draft.pages_per_pmd
    return draft.settings.shmem == "always" and not any(
        head + page in file.cache for page in range(draft.pages_per_pmd)
    )


def _cow_fault(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int) -> Events:
    """A write to a private mapping maps a copy at once; ``do_cow_fault()``."""
    vma = prepare_anon_vma(draft, mm, vma)
    copy = draft.new_folio(order=0, anon=True)
    yield from map_ptes(draft, mm, vma, vpn, copy, copy.pages, WRITE | DIRTY | EXCLUSIVE, What.NEW_PTES)


def _map_huge(
    draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, folio: Folio, head: int, *, write: bool
) -> Generator[Event, None, bool]:
    """Map a PMD-sized folio by one PMD leaf if it lies right and fits the VMA; ``do_set_pmd()``."""
    start = vpn - vpn % mm.pages_per_pmd
    fits = (
        folio.nr_pages == mm.pages_per_pmd
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
        stop = min(
            end, at + folio.nr_pages - (vma.index_of(at) - head), vma.start + file.nr_pages - vma.pgoff
        )
        yield from _map_missing(draft, mm, vma, folio, head, range(at, stop))
        at = stop
    return bool(mm.entry_at(vpn)[0])


def _map_missing(draft: Draft, mm: ThawedMm, vma: Vma, folio: Folio, head: int, vpns: range) -> Events:
    # one batch for each stretch of empty slots; filemap_map_folio_range()
    at = vpns.start
    while at < vpns.stop:
        stop = at
        while stop < vpns.stop and not mm.entry_at(stop)[0]:
            stop += 1
        if stop > at:
            page = vma.index_of(at) - head
            pages = range(page, page + stop - at)
            yield from map_ptes(draft, mm, vma, at, folio, pages, _flags(vma), What.MAP_PTES)
        at = stop + 1


def _window(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int) -> tuple[int, int]:
    """Return the pages that fault-around looks at: aligned, inside the VMA and one PTE table."""
    around = draft.profile.fault_around
    table = vpn - vpn % mm.pages_per_pmd
    start = max(vpn - vpn % around, vma.start, table)
    return start, min(start + around, vma.end, table + mm.pages_per_pmd)
