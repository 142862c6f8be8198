"""A process in sentences: its VMAs, and which folio pages its entries map."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.model.entry import PROT_NONE, WRITE
from mmtui.model.mm import Mm
from mmtui.model.vma import Prot, Vma
from mmtui.model.walk import Stretch, stretches, walked
from mmtui.plain.folios import page_words, small_words
from mmtui.report.text import pages_text

_PROT = {Prot.NONE: "no access", Prot.READ: "read only", Prot.WRITE: "writable"}


def process_sentences(mm: Mm) -> Iterator[str]:
    """Yield all that a process has mapped."""
    if not mm.regions:
        yield f"Process {mm.name}: nothing is mapped."
    for name, region in mm.regions.items():
        yield f"Process {mm.name}, region {name}: {vma_words(mm, name)}."
        for stretch in stretches(walked(mm, region)):
            yield f"  {entry_words(stretch)}."


def vma_words(mm: Mm, region: str) -> str:
    """Return the VMAs of a region."""
    start = mm.regions[region].start
    found = [_vma(vma, start) for vma in mm.vmas if vma.region == region]
    if not found:
        return "no VMA"
    return f"{len(found)} VMA{'s' if len(found) > 1 else ''}, {'; '.join(found)}"


def _vma(vma: Vma, start: int) -> str:
    backing = f", file {vma.file}, {'shared' if vma.shared else 'private'}" if vma.file else ""
    return f"{page_words(vma.start - start, vma.end - vma.start)} {_PROT[vma.prot]}{backing}"


def entry_words(stretch: Stretch) -> str:
    """Return neighbouring entries: where they stand, what they map, and whether one may write."""
    level = "one PMD entry" if stretch.pmd else "a PTE" if stretch.length == 1 else f"{stretch.length} PTEs"
    pages = page_words(stretch.page, stretch.length)
    return f"{pages}: {level} to {_target(stretch)}, {_access(stretch.flags)}"


def _access(flags: int) -> str:
    if flags & PROT_NONE:
        return "no access"
    return "writable" if flags & WRITE else "read only"


def _target(s: Stretch) -> str:
    if s.folio.guard:
        return "a guard"
    if s.folio.zero:
        return "the huge zero folio" if s.folio.large else "the zero page"
    if s.folio.large:
        return f"{s.folio} {'pages' if s.length > 1 else 'page'} {pages_text(s.first, s.length)}"
    return small_words(s.folio.serial, s.folio.serial + s.length - 1)
