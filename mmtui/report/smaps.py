"""VMAs as /proc/PID/smaps shows them: where they lie, and what of them is mapped how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mmtui.model.mm import Mm
from mmtui.model.truth import Truth
from mmtui.model.vma import Prot, Vma
from mmtui.moment import Moment
from mmtui.printed import printed
from mmtui.smaps import Smaps, smaps


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
_ALWAYS = ("Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty")
_FIELDS = (*_ALWAYS, "Anonymous", "LazyFree", "AnonHugePages", "ShmemPmdMapped", "Locked")


def _fields(found: Smaps) -> dict[str, int]:
    return {name: kb for name, kb in zip(_FIELDS, found, strict=True) if kb or name in _ALWAYS}


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
