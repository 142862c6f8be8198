"""Page faults: how an access finds or makes the entry it needs.

``handle_mm_fault()`` in mm/memory.c and what it calls.
"""

from __future__ import annotations

from enum import Enum

from mmtui.kernel.anonfault import NEW, anon_fault, map_new_huge
from mmtui.kernel.anonvma import prepare_anon_vma
from mmtui.kernel.draft import Draft
from mmtui.kernel.filefault import file_fault
from mmtui.kernel.reuse import may_reuse, may_reuse_pmd
from mmtui.kernel.rmap import Events, made_writable, map_ptes, split_pmd
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import DIRTY, EXCLUSIVE, GUARD, PROT_NONE, WRITE, folio_in, number_in, page_in
from mmtui.model.events import Event, What
from mmtui.model.vma import Vma


class Signal(Enum):
    """What kills an access."""

    SIGSEGV = "SIGSEGV"
    SIGBUS = "SIGBUS"


class Access:
    """One ``read`` or ``write`` of a range; ``signal`` says why it ended early, at ``vpn``.

    Without ``fills`` the kernel makes the pages ready and nothing is written into them; without ``touches``
    (FOLL_TOUCH) it does not even note that they are going to be.
    """

    def __init__(
        self, start: int, end: int, *, write: bool, fills: bool = True, touches: bool = True
    ) -> None:
        self.fills = fills
        self.touches = touches
        self.vpn = start
        self.end = end
        self.write = write
        self.signal: Signal | None = None


def touch(draft: Draft, mm: ThawedMm, access: Access) -> Events:
    """Read or write a byte of every page in the range; stops at the first signal.

    ``access.signal`` is set, and ``access.vpn`` is the page it stopped at.
    """
    while access.vpn < access.end:
        vma = mm.vma_at(access.vpn)
        if vma is None or not (vma.prot.writable if access.write else vma.prot.readable):
            access.signal = Signal.SIGSEGV
            return
        yield from _touch_vma(draft, mm, vma, access)
        if access.signal:
            return


def _touch_vma(draft: Draft, mm: ThawedMm, vma: Vma, access: Access) -> Events:
    size, end, faulted = mm.pages_per_pmd, min(access.end, vma.end), -1
    while access.vpn < end:
        entry, huge = mm.entry_at(access.vpn)
        if not entry or entry & PROT_NONE or (access.write and not entry & WRITE):
            assert faulted != access.vpn, "one fault makes an access possible"
            faulted = access.vpn
            yield from _fault(draft, mm, vma, access, entry, huge)
            if access.signal:
                return
            vma = mm.vma_at(access.vpn) or vma  # the fault may have given it its anon_vma
            continue
        if access.write and access.fills and draft.blank:
            pages = range(access.vpn % size, min(end - access.vpn + access.vpn % size, size))
            draft.fill(number_in(entry), pages if huge else range(page_in(entry), page_in(entry) + 1))
        if access.write and access.touches and not entry & DIRTY:
            if access.fills or huge:
                _set_dirty(mm, access.vpn, entry, huge)
            else:  # follow_page_pte()
                draft.dirty.add(number_in(entry))
        access.vpn = min(end, access.vpn - access.vpn % size + size) if huge else access.vpn + 1


def _set_dirty(mm: ThawedMm, vpn: int, entry: int, huge: bool) -> None:
    if huge:
        mm.pmds[vpn // mm.pages_per_pmd] = entry | DIRTY
    else:
        mm.table(vpn // mm.pages_per_pmd)[vpn % mm.pages_per_pmd] = entry | DIRTY


def _fault(draft: Draft, mm: ThawedMm, vma: Vma, access: Access, entry: int, huge: bool) -> Events:
    vpn = access.vpn
    if entry == GUARD:  # handle_pte_marker()
        access.signal = Signal.SIGSEGV
    elif entry:
        yield from (_wp_pmd if huge else _wp_pte)(draft, mm, vma, vpn, entry)
    elif vma.file is not None:
        found = yield from file_fault(draft, mm, vma, vpn, write=access.write)
        if not found:
            access.signal = Signal.SIGBUS
    else:
        access.vpn = yield from anon_fault(
            draft, mm, vma, vpn, access.end, write=access.write, fills=access.fills
        )


def _wp_pmd(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, entry: int) -> Events:
    """A write to a write-protected PMD leaf; ``do_huge_pmd_wp_page()`` in mm/huge_memory.c.

    Reuses the folio when nobody else has it, or else splits the PMD and copies one page.
    """
    folio, index = folio_in(entry), vpn // mm.pages_per_pmd
    if vma.shared:
        mm.pmds[index] = made_writable(entry) | DIRTY
        return
    if folio.anon and (entry & EXCLUSIVE or may_reuse_pmd(draft, folio)):
        mm.pmds[index] = made_writable(entry | EXCLUSIVE) | DIRTY
        return
    if folio.zero and draft.profile.huge_zero_becomes_huge:
        del mm.pmds[index]
        yield from map_new_huge(draft, mm, vma, vpn, queued=not draft.profile.unqueued_after_zero)
        return
    yield from split_pmd(draft, mm, vma, index)
    entry, _ = mm.entry_at(vpn)
    if entry:
        yield from _wp_pte(draft, mm, vma, vpn, entry)
    else:  # a file PMD was removed: the write faults again
        yield from file_fault(draft, mm, vma, vpn, write=True)


def _wp_pte(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, entry: int) -> Events:
    """A write to a write-protected PTE; ``do_wp_page()`` in mm/memory.c."""
    folio, table = folio_in(entry), mm.table(vpn // mm.pages_per_pmd)
    if vma.shared:
        table[vpn % mm.pages_per_pmd] = made_writable(entry) | DIRTY
    elif folio.anon and (entry & EXCLUSIVE or may_reuse(draft, folio)):
        table[vpn % mm.pages_per_pmd] = made_writable(entry | EXCLUSIVE) | DIRTY
    else:
        yield from _copy(draft, mm, vma, vpn, entry)


def _copy(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, entry: int) -> Events:
    """Map a copy instead; ``wp_page_copy()`` in mm/memory.c counts the new page in, then the old one out."""
    vma = prepare_anon_vma(draft, mm, vma)
    copy, old, page = draft.new_folio(order=0, anon=True), folio_in(entry), page_in(entry)
    draft.keep_blank(copy.number, int(draft.is_blank(old, page)))
    yield from map_ptes(draft, mm, vma, vpn, copy, copy.pages, NEW, What.NEW_PTES)
    if not old.zero:
        pages = range(page, page + 1)
        draft.count_ptes(old, pages, -1)
        yield Event(What.UNMAP_PTES, old, pages, vma, vma.index_of(vpn) - page)
