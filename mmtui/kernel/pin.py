"""Pages that a device may write to: long-term pins, as io_uring takes them for registered buffers.

A pinned page must stay where it is, so fork() copies it instead of sharing it.  It also stays when its
mapping goes, until the pin ends.  What would move it or split its folio fails and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator

from mmtui.kernel.draft import Draft
from mmtui.kernel.fault import Access, touch
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import number_in, page_in
from mmtui.model.events import Event
from mmtui.model.folio import folio_of


def pin(draft: Draft, mm: ThawedMm, start: int, end: int) -> Generator[Event, None, str]:
    """Make a range writable and pin it; ``pin_user_pages()`` with FOLL_LONGTERM.  Returns the error."""
    access = Access(start, end, write=True, fills=False, touches=False)
    yield from touch(draft, mm, access)
    if access.signal is not None:
        return "EFAULT"
    draft.pins[mm.name] = Counter(draft.pins.get(mm.name)) + _pinned(draft, mm, range(start, end))
    for vpn in range(start, end):
        (entry, huge), vma = mm.entry_at(vpn), mm.vma_at(vpn)
        assert vma is not None, "it was touched"
        page = vpn % mm.pages_per_pmd if huge else page_in(entry)
        draft.pinned_at[number_in(entry)] = vma.index_of(vpn) - page
    return ""


def _pinned(draft: Draft, mm: ThawedMm, vpns: range) -> Counter[int]:
    """How often each folio is pinned: once for each of its pages, or once for all of them.

    The latter where a buffer is nothing but large folios of one size; ``io_do_coalesce_buffer()``.
    """
    found = Counter(number_in(mm.entry_at(vpn)[0]) for vpn in vpns)
    orders = {folio_of(number).order for number in found}
    once = draft.profile.pins_coalesce and len(orders) == 1 and 0 not in orders
    return Counter(found.keys()) if once else found


def unpin(draft: Draft, mm: ThawedMm) -> None:
    """End all pins of a process; ``unpin_user_pages()``."""
    draft.end_pins(mm.name)


def pinned_in(draft: Draft, mm: ThawedMm) -> frozenset[int]:
    """Return the folios that must not be shared with a child; ``folio_needs_cow_for_dma()``.

    Those that anybody has pinned, if this process has pinned something.
    """
    if mm.name not in draft.pins:
        return frozenset()
    return frozenset().union(*draft.pins.values())
