"""Pages that a device may write to: long-term pins, as io_uring takes them for registered buffers.

A pinned page must stay where it is, so fork() copies it instead of sharing it.  It also stays when its
mapping goes, until the pin ends.  What would move it or split its folio fails and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator

from mmtui.kernel.draft import Draft
from mmtui.kernel.fault import Access, touch
from mmtui.kernel.held import hold
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.events import Event
from mmtui.model.folio import folio_of


def pin(draft: Draft, mm: ThawedMm, start: int, end: int) -> Generator[Event, None, str]:
    """Make a range writable and pin it; ``pin_user_pages()`` with FOLL_LONGTERM.  Returns the error."""
    access = Access(start, end, write=True, fills=False, touches=False)
    yield from touch(draft, mm, access)
    if access.signal is not None:
        return "EFAULT"
    pinned = _pinned(draft, hold(draft, mm, range(start, end)))
    draft.pins[mm.name] = Counter(draft.pins.get(mm.name)) + pinned
    return ""


def _pinned(draft: Draft, found: Counter[int]) -> Counter[int]:
    """How often each folio is pinned: once for each of its pages, or once for all of them.

    The latter where a buffer is nothing but large folios of one size; ``io_do_coalesce_buffer()``.
    """
    orders = {folio_of(number).order for number in found}
    once = draft.profile.pins_coalesce and len(orders) == 1 and 0 not in orders
    return Counter(found.keys()) if once else found


def pinned_in(draft: Draft, mm: ThawedMm) -> frozenset[int]:
    """Return the folios that must not be shared with a child; ``folio_needs_cow_for_dma()``.

    Those that anybody has pinned, if this process has pinned something.
    """
    if mm.name not in draft.pins:
        return frozenset()
    return frozenset().union(*draft.pins.values())
