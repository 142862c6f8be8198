"""Operations on a range of a process's memory: accesses, advice, protection, locks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mmtui.kernel.advise import madvise
from mmtui.kernel.draft import Draft
from mmtui.kernel.fault import Access, touch
from mmtui.kernel.maps import munmap
from mmtui.kernel.mlock import mlock, munlock
from mmtui.kernel.movepages import move_pages
from mmtui.kernel.pin import pin
from mmtui.kernel.pipe import vmsplice
from mmtui.kernel.protect import mprotect
from mmtui.kernel.results import NONSENSE, OK, Result, Steps
from mmtui.kernel.splitting import split_range
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.words import Range, options_of, range_of, result_of
from mmtui.model.entry import folio_in, page_in
from mmtui.model.opforms import ADVICE
from mmtui.model.ops import Op
from mmtui.model.vma import Prot


def _touch(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    access = Access(found.start, found.end, write=op.verb != "read" and "read" not in op.words)
    yield from touch(draft, mm, access)
    if op.verb == "fill" and not int(options_of(op)["val"]) % 256:
        _blank(draft, mm, range(found.start, access.vpn))
    if access.signal is None:
        return OK
    return Result(-1, access.signal.value, access.vpn - found.region.start)


def _blank(draft: Draft, mm: ThawedMm, vpns: range) -> None:
    # they were filled with zeroes: the kernel sees that when it splits or collapses
    for vpn in vpns:
        entry, huge = mm.entry_at(vpn)
        folio, page = folio_in(entry), vpn % mm.pages_per_pmd if huge else page_in(entry)
        if folio.anon:
            draft.keep_blank(folio.number, draft.blank.get(folio.number, 0) | 1 << page)


def _munmap(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    yield from munmap(draft, mm, found.start, found.end)
    return Result()


def _madvise(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    if op.verb in ("guard", "unguard") and draft.profile.guards and _has_files(mm, found):
        return Result(NONSENSE, "a guard in the mapping of a file is not modelled")
    return result_of((yield from madvise(draft, mm, op.verb, found.start, found.end)))


def _has_files(mm: ThawedMm, found: Range) -> bool:
    return any(vma.file is not None for vma in mm.vmas_in(found.start, found.end))


def _mlock(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    if op.verb == "munlock":
        return result_of((yield from munlock(draft, mm, found.start, found.end)))
    lazily = "onfault" in op.words
    return result_of((yield from mlock(draft, mm, found.start, found.end, lazily=lazily)))


def _splitfolio(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    order = int(options_of(op).get("order", 0)) if draft.profile.splits_to_order else 0
    yield from split_range(draft, mm, found.start, found.end, order)
    return Result()


def _mprotect(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    return result_of((yield from mprotect(draft, mm, found.start, found.end, Prot(op.words[-1]))))


def _pin(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    if any(vma.file is not None for vma in mm.vmas_in(found.start, found.end)):
        return Result(NONSENSE, "a pin in the mapping of a file is not modelled")
    if not draft.profile.pins:  # io_uring_setup(): built without CONFIG_IO_URING
        return Result(-1, "ENOSYS")
    return result_of((yield from pin(draft, mm, found.start, found.end)))


def _vmsplice(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    stop = yield from vmsplice(draft, mm, found.start, found.end)
    return OK if stop == found.end else Result(-1, "EFAULT", stop - found.region.start)


def _migrate(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    if not draft.profile.moves_pages:
        return Result(-1, "ENOSYS")
    node, shared = int(options_of(op).get("node", 1)), "all" in op.words
    moved = yield from move_pages(draft, mm, found.start, found.end, node, shared=shared)
    return Result(moved=moved)


RANGE_OPS: Mapping[str, Callable[[Draft, ThawedMm, Op], Steps]] = {
    "read": _touch,
    "write": _touch,
    "touch": _touch,
    "fill": _touch,
    "munmap": _munmap,
    "mprotect": _mprotect,
    "mlock": _mlock,
    "munlock": _mlock,
    "splitfolio": _splitfolio,
    "migrate": _migrate,
    "pin": _pin,
    "vmsplice": _vmsplice,
    **dict.fromkeys(ADVICE, _madvise),
}
"""By the word of the op language."""
