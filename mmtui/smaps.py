"""What /proc/PID/smaps adds up of a VMA: what of it is resident, and whose that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mmtui.model.entry import DIRTY_BITS, PROT_NONE, folio_in, page_in
from mmtui.model.mm import Mm, Region
from mmtui.model.vma import Vma
from mmtui.model.walk import walked
from mmtui.moment import Moment
from mmtui.printed import Printed

PAGE_BYTES = 4096
PAGE_KB = 4
_PSS_SHIFT = 12
"""Pss is summed up in units of a byte / 4096, and cut at the end; fs/proc/task_mmu.c."""


class Smaps(NamedTuple):
    """What is resident of a VMA, in kB."""

    rss: int = 0
    pss: int = 0
    shared_clean: int = 0
    shared_dirty: int = 0
    private_clean: int = 0
    private_dirty: int = 0
    anonymous: int = 0
    lazy_free: int = 0
    anon_huge: int = 0
    shmem_pmd: int = 0
    locked: int = 0


def smaps(moment: Moment, mm: Mm, vma: Vma, known: Mapping[int, Printed]) -> Smaps:
    """Return what ``smap_gather_stats()`` adds up for a VMA; ``known`` by folio number.

    A kernel whose ``smaps_skips_protnone_pmd`` is set does not see PMD leaves that nobody may use.
    """
    owned, pss, anonymous, lazy, anon_huge, shmem_pmd = [0] * 4, 0, 0, 0, 0, 0
    for value in walked(mm, Region(vma.start, vma.end - vma.start)):
        entry, pmd = value >> 1, value & 1
        folio = folio_in(entry)
        if not value or folio.zero or (pmd and entry & PROT_NONE and moment.profile.smaps_skips_protnone_pmd):
            continue
        says, page = known[folio.number], page_in(entry)
        dirty = bool(entry & DIRTY_BITS) or folio.number in moment.world.dirty
        owned[2 * says.exclusive[page] + dirty] += PAGE_KB
        pss += (PAGE_BYTES << _PSS_SHIFT) // max(1, says.counts[page])
        anonymous += folio.anon
        lazy += not dirty and folio.number in moment.world.lazy
        anon_huge += pmd and folio.anon
        shmem_pmd += pmd and not folio.anon
    share = pss >> _PSS_SHIFT + 10
    counted = [count * PAGE_KB for count in (anonymous, lazy, anon_huge, shmem_pmd)]
    return Smaps._make((sum(owned), share, *owned, *counted, share if vma.locked else 0))
