"""Faults on anonymous memory where nothing is mapped yet: the largest folio that fits, or small ones.

``do_huge_pmd_anonymous_page()`` in mm/huge_memory.c, ``do_anonymous_page()`` in mm/memory.c.
"""

from __future__ import annotations

from collections.abc import Generator

from mmtui.kernel.anonvma import prepare_anon_vma
from mmtui.kernel.draft import Draft
from mmtui.kernel.mappings import bits_of
from mmtui.kernel.rmap import Events, map_pmd, wrprotected
from mmtui.kernel.sizes import anon_orders, suitable
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import DIRTY, EXCLUSIVE, NEXT_PAGE, WRITE, entry_of
from mmtui.model.events import Event, What, as_event
from mmtui.model.vma import Vma

NEW = WRITE | DIRTY | EXCLUSIVE
"""Bits of an entry that maps what was just allocated for a write."""
_NEW_PTES = What.NEW_PTES


def anon_fault(
    draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, end: int, *, write: bool, fills: bool = True
) -> Generator[Event, None, int]:
    """Map what an access of anonymous memory needs, and return the first page that still has to be accessed.

    A write goes on to ``end`` as long as it finds empty slots in the same PTE table, as one fault
    after the other would.  With ``fills`` it leaves something else than zeroes there.
    """
    if _huge_fits(draft, mm, vma, vpn):
        yield from _pmd_fault(draft, mm, vma, vpn, write=write)
    elif write:
        return (yield from _pte_faults(draft, mm, vma, vpn, min(end, vma.end), fills))
    else:
        mm.table(vpn // mm.pages_per_pmd)[vpn % mm.pages_per_pmd] = entry_of(draft.zero_page())
    return vpn


def _huge_fits(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int) -> bool:
    if vpn // mm.pages_per_pmd in mm.pmds:
        return False
    return draft.pmd_order in suitable(vma, vpn, anon_orders(draft, vma))


def _pmd_fault(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, *, write: bool) -> Events:
    vma = prepare_anon_vma(draft, mm, vma)
    if not write and draft.settings.zeropage:
        mm.pmds[vpn // mm.pages_per_pmd] = entry_of(draft.huge_zero())
        return
    yield from map_new_huge(draft, mm, vma, vpn)


def map_new_huge(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, *, queued: bool = True) -> Events:
    """Map a new folio of a PMD's size, for a read too without a huge zero folio; ``map_anon_folio_pmd()``."""
    folio = draft.new_folio(order=draft.pmd_order, anon=True)
    if not queued:
        draft.unqueued.add(folio.number)
    flags = NEW if vma.prot.writable else wrprotected(draft, NEW)
    yield from map_pmd(draft, mm, vma, vpn - vpn % mm.pages_per_pmd, folio, flags, What.NEW_PMD)


def _pte_faults(
    draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, end: int, fills: bool
) -> Generator[Event, None, int]:
    vma = prepare_anon_vma(draft, mm, vma)
    index, slot = divmod(vpn, mm.pages_per_pmd)
    last, orders = min(mm.pages_per_pmd, slot + end - vpn), anon_orders(draft, vma)
    if not orders or orders == [draft.pmd_order]:
        return (yield from _small_faults(draft, mm.table(index), vma, vpn, range(slot, last), fills))
    table, to_pgoff, to_vpn = mm.table(index), vma.index_of(vpn) - slot, vpn - slot
    while slot < last and not table[slot]:
        order = _order(vma, table, to_vpn + slot, slot, orders)
        folio = draft.new_folio(order=order, anon=True)
        pages, head = folio.pages, slot - slot % folio.nr_pages
        yield as_event(Event, (_NEW_PTES, folio, pages, vma, to_pgoff + head, None))
        first = entry_of(folio, 0, NEW)
        if not fills:
            draft.keep_blank(folio.number, bits_of(pages))
        elif order:
            draft.fill(folio.number, range(slot - head, min(head + folio.nr_pages, last) - head))
        table[head : head + folio.nr_pages] = range(first, first + len(pages) * NEXT_PAGE, NEXT_PAGE)
        draft.count_ptes(folio, pages, 1)
        slot = head + folio.nr_pages
    return to_vpn + min(slot, last)


def _small_faults(
    draft: Draft, table: list[int], vma: Vma, vpn: int, slots: range, fills: bool
) -> Generator[Event, None, int]:
    """The same where only small folios are allowed; one loop, for it goes round for every page."""
    to_pgoff, to_vpn = vma.index_of(vpn) - slots.start, vpn - slots.start
    for slot in slots:
        if table[slot]:
            return to_vpn + slot
        folio = draft.new_folio(order=0, anon=True)
        yield as_event(Event, (_NEW_PTES, folio, folio.pages, vma, to_pgoff + slot, None))
        table[slot] = entry_of(folio, 0, NEW)
        draft.count_ptes(folio, folio.pages, 1)
        if not fills:
            draft.keep_blank(folio.number, 1)
    return to_vpn + slots.stop


def _order(vma: Vma, table: list[int], vpn: int, slot: int, orders: list[int]) -> int:
    """Return the largest order whose range is empty and lies in the VMA; ``alloc_anon_folio()``."""
    below_pmd = [order for order in orders if 1 << order < len(table)]
    for order in suitable(vma, vpn, below_pmd):
        start = slot - slot % (1 << order)
        if not any(table[start : start + (1 << order)]):
            return order
    return 0
