"""mmap(), munmap() and exit(): address ranges come and go."""

from __future__ import annotations

from bisect import bisect_left

from mmtui.kernel.draft import Draft
from mmtui.kernel.held import end_pins, end_pipes
from mmtui.kernel.merge import merge_mapped
from mmtui.kernel.rmap import Events, zap
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.vmas import isolate
from mmtui.model.vma import Vma


def mmap(draft: Draft, mm: ThawedMm, vma: Vma) -> Events:
    """Add a VMA, after unmapping what was at its place; ``mmap_region()`` with MAP_FIXED."""
    yield from munmap(draft, mm, vma.start, vma.end)
    at = bisect_left(mm.vmas, vma.start, key=lambda other: other.start)
    mm.vmas.insert(at, vma)
    yield from merge_mapped(draft, mm, vma)


def munmap(draft: Draft, mm: ThawedMm, start: int, end: int) -> Events:
    """Remove every VMA in a range and what it maps; ``do_vmi_align_munmap()``."""
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


def exit_mm(draft: Draft, mm: ThawedMm) -> Events:
    """Unmap everything and drop the address space; ``exit_mmap()`` in mm/mmap.c."""
    for vma in list(mm.vmas):
        yield from zap(draft, mm, vma, vma.start, vma.end)
    draft.drop_mm(mm.name)
    end_pipes(draft, mm.name)
    end_pins(draft, mm.name)  # at once; io_ring_exit_work() runs when a worker has time
