"""mmap(), munmap(), madvise(MADV_DONTNEED) and exit(): address ranges come and go."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator

from mmtui.kernel.draft import Draft
from mmtui.kernel.rmap import Events, zap
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.vmas import isolate, merge_around
from mmtui.model.events import Event
from mmtui.model.vma import Vma


def mmap(draft: Draft, mm: ThawedMm, vma: Vma) -> Events:
    """Add a VMA, after unmapping what was at its place; ``mmap_region()`` with MAP_FIXED in mm/vma.c."""
    yield from munmap(draft, mm, vma.start, vma.end)
    at = bisect_left(mm.vmas, vma.start, key=lambda other: other.start)
    mm.vmas.insert(at, vma)
    yield from merge_around(mm, vma.start, vma.end)


def munmap(draft: Draft, mm: ThawedMm, start: int, end: int) -> Events:
    """Remove every VMA in a range and what it maps; ``do_vmi_align_munmap()`` in mm/vma.c."""
    yield from isolate(draft, mm, start, end)
    gone = mm.vmas_in(start, end)
    for vma in gone:
        yield from zap(draft, mm, vma, vma.start, vma.end)
    for vma in gone:
        mm.vmas.remove(vma)
        _free_tables(mm, vma)


def _free_tables(mm: ThawedMm, vma: Vma) -> None:
    # free_pgtables(): a PTE table goes when no VMA can use it any more
    size = mm.pages_per_pmd
    for index in range(vma.start // size, -(-vma.end // size)):
        if index in mm.pmds and not mm.vmas_in(index * size, (index + 1) * size):
            del mm.pmds[index]


def dontneed(draft: Draft, mm: ThawedMm, start: int, end: int) -> Generator[Event, None, str]:
    """Unmap a range and keep its VMAs; ``madvise_dontneed_single_vma()`` in mm/madvise.c.

    Returns the error, "" for none: ENOMEM if part of the range has no VMA, the rest is done.
    """
    vmas = mm.vmas_in(start, end)
    for vma in vmas:
        yield from zap(draft, mm, vma, max(start, vma.start), min(end, vma.end))
    covered = sum(min(end, vma.end) - max(start, vma.start) for vma in vmas)
    return "" if covered == end - start else "ENOMEM"


def exit_mm(draft: Draft, mm: ThawedMm) -> Events:
    """Unmap everything and drop the address space; ``exit_mmap()`` in mm/mmap.c."""
    for vma in list(mm.vmas):
        yield from zap(draft, mm, vma, vma.start, vma.end)
    draft.drop_mm(mm.name)
