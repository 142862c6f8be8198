"""Pages that a device may write to: long-term pins, as io_uring takes them for registered buffers.

A pinned page must stay where it is, so fork() copies it instead of sharing it, and what would take it away or
put it elsewhere fails or waits.  Of that only fork() is modelled; while there are pins, the rest is refused.
"""

from __future__ import annotations

from collections.abc import Generator

from mmtui.kernel.draft import Draft
from mmtui.kernel.fault import Access, touch
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import number_in
from mmtui.model.events import Event
from mmtui.model.ops import Op

_GOES_WITH_PINS = frozenset(
    (
        *("proc", "fork", "exit", "read", "write", "touch", "fill", "mprotect", "mlock", "munlock"),
        *("pin", "unpin", "memfd", "file", "fwrite", "fclose", "set", "willneed", "dontfork", "dofork"),
        *("populate_read", "populate_write"),
    )
)
"""Operations that take no page away and move none, but for exit, which ends the pins of its process."""


def pin(draft: Draft, mm: ThawedMm, start: int, end: int) -> Generator[Event, None, str]:
    """Make a range writable and pin it; ``pin_user_pages()`` with FOLL_LONGTERM.  Returns the error."""
    access = Access(start, end, write=True, fills=False)
    yield from touch(draft, mm, access)
    if access.signal is not None:
        return "EFAULT"
    numbers = {number_in(mm.entry_at(vpn)[0]) for vpn in range(start, end)}
    draft.pins[mm.name] = draft.pins.get(mm.name, frozenset()) | numbers
    return ""


def unpin(draft: Draft, mm: ThawedMm) -> None:
    """End all pins of a process; ``unpin_user_pages()``."""
    draft.pins.pop(mm.name, None)


def pinned_in(draft: Draft, mm: ThawedMm) -> frozenset[int]:
    """Return the folios that must not be shared with a child; ``folio_needs_cow_for_dma()``.

    Those that anybody has pinned, if this process has pinned something.
    """
    if mm.name not in draft.pins:
        return frozenset()
    return frozenset().union(*draft.pins.values())


def not_with_pins(draft: Draft, op: Op) -> str:
    """Return why an operation is refused while there are pins, "" if it is not."""
    if not draft.pins or op.verb in _GOES_WITH_PINS:
        return ""
    return f"{op.verb} while pages are pinned is not modelled"
