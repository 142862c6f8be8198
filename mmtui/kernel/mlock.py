"""mlock() and munlock(): memory that is present and stays so; mm/mlock.c."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from mmtui.kernel.draft import Draft
from mmtui.kernel.fault import Access, touch
from mmtui.kernel.merge import merge_changed
from mmtui.kernel.mlocked import walk_range
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.vmas import isolate
from mmtui.model.events import Event
from mmtui.model.vma import Vma


def mlock(
    draft: Draft, mm: ThawedMm, start: int, end: int, *, lazily: bool = False
) -> Generator[Event, None, str]:
    """Lock a range and make all of it present, with ``lazily`` (MLOCK_ONFAULT) only what is; ``do_mlock()``.

    Returns the error, "" for none.
    """
    if err := (yield from _apply(draft, mm, start, end, locked=True, lazily=lazily)):
        return err
    return (yield from populate(draft, mm, start, end))


def munlock(draft: Draft, mm: ThawedMm, start: int, end: int) -> Generator[Event, None, str]:
    """Unlock a range; returns the error, "" for none."""
    return (yield from _apply(draft, mm, start, end, locked=False, lazily=False))


def _apply(
    draft: Draft, mm: ThawedMm, start: int, end: int, *, locked: bool, lazily: bool
) -> Generator[Event, None, str]:
    """``apply_vma_lock_flags()``: up to the first hole, which is ENOMEM."""
    at = start
    while at < end:
        vma = mm.vma_at(at)
        if vma is None:
            return "ENOMEM"
        upto = min(vma.end, end)
        if (vma.locked, vma.lazily) != (locked, lazily):
            yield from isolate(draft, mm, at, upto)
            old = mm.vma_at(at)
            assert old is not None
            changed = replace(old, locked=locked, lazily=lazily)
            mm.replace_vma(old, changed)
            yield from merge_changed(draft, mm, changed)
            draft.locks = draft.locks or locked
            if old.locked != locked:
                walk_range(draft, mm, at, upto, locked=locked)
        at = upto
    return ""


def populate(draft: Draft, mm: ThawedMm, start: int, end: int) -> Generator[Event, None, str]:
    """Fault in what is missing, VMA by VMA; ``__mm_populate()`` in mm/gup.c."""
    at = start
    while at < end:
        vma = mm.vma_at(at)
        if vma is None:
            return "ENOMEM"
        upto = min(vma.end, end)
        if not vma.prot.readable and not vma.lazily:
            return "ENOMEM"
        if (yield from populate_vma(draft, mm, vma, at, upto)):
            return "ENOMEM"
        at = upto
    return ""


def populate_vma(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Generator[Event, None, bool]:
    """``populate_vma_page_range()``: copy-on-write is done now, the pages of a shared file are only found.

    Returns whether it came to a page past the end of a file.
    """
    if vma.lazily:
        return False
    access = Access(start, end, write=vma.private and vma.prot.writable, fills=False)
    yield from touch(draft, mm, access)
    return access.signal is not None
