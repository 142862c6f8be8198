"""VMAs as /proc/PID/smaps shows them: where they lie, and what of them is mapped how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mmtui.model.entry import PROT_NONE, folio_in, page_in
from mmtui.model.mm import Mm, Region
from mmtui.model.truth import Truth
from mmtui.model.vma import Prot, Vma
from mmtui.model.walk import walked
from mmtui.moment import Moment
from mmtui.report.printed import Printed, printed

PAGE_BYTES = 4096
PAGE_KB = 4
_PSS_SHIFT = 12
"""Pss is summed up in units of a byte / 4096, and cut at the end; fs/proc/task_mmu.c."""


class Smaps(NamedTuple):
    """What is resident of a VMA, in kB; of clean and dirty only the sums are known here."""

    rss: int = 0
    pss: int = 0
    shared: int = 0
    private: int = 0
    anonymous: int = 0
    anon_huge: int = 0
    shmem_pmd: int = 0
    locked: int = 0


class Placed(NamedTuple):
    """A VMA, by the region that it belongs to; pages from the region's first."""

    vma: Vma
    region: str
    start: int
    end: int


def placed(mm: Mm) -> Iterator[Placed]:
    """Yield the VMAs of a process region by region, in address order."""
    for name, region in mm.regions.items():
        for vma in mm.vmas:
            if vma.region == name:
                yield Placed(vma, name, vma.start - region.start, vma.end - region.start)


def smaps(moment: Moment, mm: Mm, vma: Vma, known: Mapping[int, Printed]) -> Smaps:
    """Return what ``smap_gather_stats()`` adds up for a VMA; ``known`` by folio number.

    A kernel whose ``smaps_skips_protnone_pmd`` is set does not see PMD leaves that nobody may use.
    """
    pages = pss = private = anonymous = anon_huge = shmem_pmd = 0
    for value in walked(mm, Region(vma.start, vma.end - vma.start)):
        entry, pmd = value >> 1, value & 1
        folio = folio_in(entry)
        if not value or folio.zero or (pmd and entry & PROT_NONE and moment.profile.smaps_skips_protnone_pmd):
            continue
        says, page = known[folio.number], page_in(entry)
        pages += 1
        pss += (PAGE_BYTES << _PSS_SHIFT) // max(1, says.counts[page])
        private += says.exclusive[page]
        anonymous += folio.anon
        anon_huge += pmd and folio.anon
        shmem_pmd += pmd and not folio.anon
    share = pss >> _PSS_SHIFT + 10
    sums = (pages, private, pages - private, anonymous, anon_huge, shmem_pmd)
    rss, alone, shared, anonymous, anon_huge, shmem_pmd = (count * PAGE_KB for count in sums)
    locked = share if vma.locked else 0
    return Smaps(rss, share, shared, alone, anonymous, anon_huge, shmem_pmd, locked)


def vma_records(moment: Moment, known: Mapping[int, Truth]) -> Iterator[dict[str, Any]]:
    """Yield a record for each VMA: pages from the start of its region, and kB."""
    says = {number: printed(moment, truth) for number, truth in known.items()}
    for mm in moment.world.mms.values():
        for vma, region, start, end in placed(mm):
            yield {
                "t": "vma",
                "p": mm.name,
                "r": region,
                "s": start,
                "e": end,
                "perm": _PERM[vma.prot] + ("s" if vma.shared else "p"),
                "off": vma.pgoff if vma.file else 0,
                **_fields(smaps(moment, mm, vma, says)),
                "vf": ",".join(_flags(vma)),
            }


_PERM = {Prot.NONE: "---", Prot.READ: "r--", Prot.WRITE: "rw-"}
_FIELDS = ("Rss", "Pss", "Shared", "Private", "Anonymous", "AnonHugePages", "ShmemPmdMapped", "Locked")


def _fields(found: Smaps) -> dict[str, int]:
    return {name: kb for name, kb in zip(_FIELDS, found, strict=True) if kb or name in _FIELDS[:4]}


def _flags(vma: Vma) -> Iterator[str]:
    """The VmFlags that are followed here, in the order of ``show_smap_vma_flags()``."""
    if vma.shared:
        yield "sh"
    if vma.locked:
        yield "lo"
    if vma.account:
        yield "ac"
    if vma.thp is not None:
        yield "hg" if vma.thp else "nh"
