"""Pages that are put into a pipe: plain references, taken to read; fs/splice.c.

Such a reference is no pin (pin.py): no page is made writable or exclusive for it, and fork() shares what is
in a pipe as it shares everything else.  Who writes to such a page that is not exclusive gets a copy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator

from mmtui.kernel.draft import Draft
from mmtui.kernel.fault import Access, touch
from mmtui.kernel.held import hold
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.events import Event


def vmsplice(draft: Draft, mm: ThawedMm, start: int, end: int) -> Generator[Event, None, int]:
    """Put a range into a pipe, and return the first page that cannot be: ``end`` if all of it could.

    ``get_user_pages_fast()`` with FOLL_GET: what is not mapped is faulted in as for a read, and each page is
    a reference to its folio.  A system call that put fewer pages there is made again for the rest.
    """
    access = Access(start, end, write=False)
    yield from touch(draft, mm, access)
    if taken := hold(draft, mm, range(start, access.vpn)):
        draft.piped[mm.name] = Counter(draft.piped.get(mm.name)) + taken
    return access.vpn
