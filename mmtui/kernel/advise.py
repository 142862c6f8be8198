"""madvise(): what a process says about its memory; ``do_madvise()`` in mm/madvise.c."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from typing import TypeAlias

from mmtui.kernel.collapse import collapse
from mmtui.kernel.draft import Draft
from mmtui.kernel.fault import Access, Signal, touch
from mmtui.kernel.guard import guarded, install, remove, zap_between
from mmtui.kernel.holes import punch_hole
from mmtui.kernel.lazyfree import deactivate, lazy_free
from mmtui.kernel.merge import merge_changed
from mmtui.kernel.pageout import page_out
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.vmas import isolate
from mmtui.model.entry import GUARD
from mmtui.model.events import Event
from mmtui.model.vma import Vma

Visiting: TypeAlias = Generator[Event, None, str]
"""Returns the error, "" for none."""
Visit: TypeAlias = Callable[[Draft, ThawedMm, Vma, int, int], Visiting]


def madvise(draft: Draft, mm: ThawedMm, advice: str, start: int, end: int) -> Visiting:
    """Run one madvise() by its word in the op language; returns the error, "" for none."""
    if advice in ("populate_read", "populate_write") and not draft.profile.populate_skips_holes:
        return (yield from _populate(draft, mm, start, end, write=advice == "populate_write"))
    if advice in ("guard", "unguard") and not draft.profile.guards:
        return "EINVAL"
    return (yield from _each_vma(draft, mm, start, end, _VISITS[advice]))


def _each_vma(draft: Draft, mm: ThawedMm, start: int, end: int, visit: Visit) -> Visiting:
    """Do to each VMA of a range what is asked for, up to the first error; ``madvise_walk_vmas()``.

    ENOMEM if part of the range has no VMA; the rest is done.
    """
    at, err = start, ""
    while at < end:
        vma = mm.vma_at(at) or next((vma for vma in mm.vmas if vma.end > at), None)
        if vma is None or vma.start >= end:
            return "ENOMEM"
        err = err if vma.start <= at else "ENOMEM"
        low, high = max(at, vma.start), min(vma.end, end)
        if problem := (yield from visit(draft, mm, vma, low, high)):
            return problem
        at = high
    return err


def _dontneed(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    """Unmap a range and keep its VMA; ``madvise_dontneed_single_vma()``."""
    if vma.locked:
        return "EINVAL"
    yield from zap_between(draft, mm, vma, start, end)
    if draft.profile.dontneed_frees_table:
        _free_tables(mm, start, end)
    return ""


def _free_tables(mm: ThawedMm, start: int, end: int) -> None:
    """``try_get_and_clear_pmd()`` in mm/pt_reclaim.c: all that these tables map is gone."""
    size = mm.pages_per_pmd
    for index in range(-(-start // size), end // size):
        if not guarded(mm, index * size, index * size + size):
            mm.pmds.pop(index, None)


def allow_huge(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int, *, huge: bool) -> Visiting:
    """MADV_HUGEPAGE or MADV_NOHUGEPAGE for a part of one VMA."""
    return (yield from _changed(draft, mm, start, end, replace(vma, thp=huge)))


def _changed(draft: Draft, mm: ThawedMm, start: int, end: int, like: Vma) -> Visiting:
    """Give a part of a VMA the flags of ``like``; ``madvise_update_vma()``."""
    vma = mm.vma_at(start)
    assert vma is not None, "it is being visited"
    if vma.flags == like.flags:
        return ""
    yield from isolate(draft, mm, start, end)
    vma = mm.vma_at(start)
    assert vma is not None
    changed = replace(vma, thp=like.thp, unforked=like.unforked, wiped=like.wiped)
    mm.replace_vma(vma, changed)
    yield from merge_changed(draft, mm, changed)
    return ""


def _hugepage(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    return (yield from allow_huge(draft, mm, vma, start, end, huge=True))


def _nohugepage(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    return (yield from allow_huge(draft, mm, vma, start, end, huge=False))


def _dontfork(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    return (yield from _changed(draft, mm, start, end, replace(vma, unforked=True)))


def _dofork(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    return (yield from _changed(draft, mm, start, end, replace(vma, unforked=False)))


def _wipeonfork(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    if not vma.anon:
        return "EINVAL"
    return (yield from _changed(draft, mm, start, end, replace(vma, wiped=True)))


def _remove(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    """``madvise_remove()``: punch a hole into the file."""
    if vma.locked or vma.file is None:
        return "EINVAL"
    if not vma.shared or (draft.profile.remove_needs_write and not vma.prot.writable):
        return "EACCES"
    yield from punch_hole(draft, vma.file, vma.index_of(start), vma.index_of(end))
    return ""


def _willneed(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    """``madvise_willneed()`` reads from swap or a disk, and there is none."""
    return ""
    yield


def _populate_read(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    return (yield from _populate(draft, mm, start, end, write=False))


def _populate_write(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Visiting:
    return (yield from _populate(draft, mm, start, end, write=True))


def _populate(draft: Draft, mm: ThawedMm, start: int, end: int, *, write: bool) -> Visiting:
    """``madvise_populate()``: fault all of it in, up to the first page that cannot be."""
    access = Access(start, end, write=write, fills=False)
    yield from touch(draft, mm, access)
    if access.signal is None:
        return ""
    if access.signal is Signal.SIGBUS or mm.entry_at(access.vpn)[0] == GUARD:
        return "EFAULT"
    return "EINVAL" if mm.vma_at(access.vpn) else "ENOMEM"


_VISITS: Mapping[str, Visit] = {
    "dontneed": _dontneed,
    "free": lazy_free,
    "cold": deactivate,
    "pageout": page_out,
    "remove": _remove,
    "willneed": _willneed,
    "hugepage": _hugepage,
    "nohugepage": _nohugepage,
    "collapse": collapse,
    "dontfork": _dontfork,
    "dofork": _dofork,
    "wipeonfork": _wipeonfork,
    "populate_read": _populate_read,
    "populate_write": _populate_write,
    "guard": install,
    "unguard": remove,
}
"""What is done to each VMA, by the word of the op language."""
