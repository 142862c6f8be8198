"""Looking through page tables: where a batch ends, whether a VMA maps a folio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mmtui.kernel.draft import Draft
from mmtui.model.entry import FLAGS, NEXT_PAGE, number_in
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma


def batch_end(table: Sequence[int], slot: int, end: int) -> int:
    """Return where the batch ends that starts at a slot: entries of the next pages of one folio.

    As ``folio_pte_batch()`` in mm/internal.h; the bits of the entries may differ.
    """
    at, expected = slot + 1, (table[slot] | FLAGS) + NEXT_PAGE
    while at < end and table[at] | FLAGS == expected:
        at += 1
        expected += NEXT_PAGE
    return at


class Found(NamedTuple):
    """What a scan came back with."""

    maps: bool
    reads: int
    """Page table entries that were read."""


def scan(draft: Draft, vma: Vma, folio: Folio, pgoff: int, besides: range) -> Found:
    """Tell whether a VMA maps any page of a folio, other than the pages in ``besides``.

    Reads the entries where the folio's pages lie in the VMA, from the first on, until one maps
    the folio.  ``pgoff`` is the linear index of its head page.
    """
    reads = 0
    for entry, pmd, page in _slots(draft, vma, folio, pgoff):
        if page in besides and not pmd:
            continue
        reads += 1
        if entry and number_in(entry) == folio.number:
            return Found(True, reads)
    return Found(False, reads)


def _slots(draft: Draft, vma: Vma, folio: Folio, pgoff: int) -> Iterator[tuple[int, bool, int]]:
    # entry, whether it is a PMD leaf, and the folio's page that belongs there
    base = vma.start + pgoff - vma.pgoff
    mm, size = draft.peek(vma.mm), draft.pages_per_pmd
    vpn, end = max(base, vma.start), min(base + folio.nr_pages, vma.end)
    while vpn < end:
        pmd = mm.pmds.get(vpn // size)
        upto = min(end, vpn - vpn % size + size)
        if isinstance(pmd, int):
            yield pmd, True, vpn - base
        elif pmd is not None:
            for at in range(vpn, upto):
                yield pmd[at % size], False, at - base
        vpn = upto
