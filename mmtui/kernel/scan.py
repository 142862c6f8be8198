"""Looking through page tables: where a batch ends, whether a VMA maps a folio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mmtui.kernel.draft import Draft
from mmtui.model.entry import FLAGS, NEXT_PAGE, number_in
from mmtui.model.folio import Folio
from mmtui.scheme import Scan


def batch_end(table: Sequence[int], slot: int, end: int) -> int:
    """Return where the batch ends that starts at a slot: entries of the next pages of one folio.

    As ``folio_pte_batch()`` in mm/internal.h; the bits of the entries may differ.
    """
    expected = table[slot] | FLAGS
    for at in range(slot + 1, end):
        expected += NEXT_PAGE
        if table[at] | FLAGS != expected:
            return at
    return end


class Found(NamedTuple):
    """What a scan came back with."""

    pages: int
    """Pages of the folio that were found mapped; the search ends at the first unless it counts them."""
    reads: int
    """Page table entries that were read."""


def scan(draft: Draft, folio: Folio, pgoff: int, how: Scan) -> Found:
    """Look for a folio where its pages lie in a VMA; ``pgoff`` is the linear index of its head page."""
    base = how.vma.start + pgoff - how.vma.pgoff
    vpns = range(max(base, how.vma.start), min(base + folio.nr_pages, how.vma.end))
    if how.table_of is not None:
        at = base + how.table_of if isinstance(how.table_of, int) else how.table_of.start
        table = at // draft.pages_per_pmd * draft.pages_per_pmd
        vpns = range(max(vpns.start, table), min(vpns.stop, table + draft.pages_per_pmd))
    pages = reads = 0
    for entry, pmd, page in _slots(draft, how.vma.mm, vpns, base):
        if page in how.besides and not pmd:
            continue
        reads += 1
        if entry and (how.of_any or number_in(entry) == folio.number):
            pages += folio.nr_pages if pmd else 1
            if not how.every:
                break
    return Found(pages, reads)


def _slots(draft: Draft, mm_name: str, vpns: range, base: int) -> Iterator[tuple[int, bool, int]]:
    # entry, whether it is a PMD leaf, and the folio's page that belongs there
    mm, size = draft.peek(mm_name), draft.pages_per_pmd
    vpn, end = vpns.start, vpns.stop
    while vpn < end:
        pmd = mm.pmds.get(vpn // size)
        upto = min(end, vpn - vpn % size + size)
        if isinstance(pmd, int):
            yield pmd, True, vpn - base
        elif pmd is not None:
            for at in range(vpn, upto):
                yield pmd[at % size], False, at - base
        vpn = upto
