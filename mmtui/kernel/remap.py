"""mremap(): entries move to another place of the same process, and no counter is touched."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from mmtui.kernel.draft import Draft
from mmtui.kernel.maps import munmap
from mmtui.kernel.merge import merge_changed
from mmtui.kernel.rmap import Events, split_pmd
from mmtui.kernel.scan import batch_end
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.vmas import isolate
from mmtui.model.entry import folio_in, page_in
from mmtui.model.events import Event, What
from mmtui.model.vma import Vma


def mremap(
    draft: Draft, mm: ThawedMm, start: int, end: int, to: int, region: str, *, stays: bool = False
) -> Generator[Event, None, str]:
    """Move a range to another address; mm/mremap.c.  With ``stays`` (MREMAP_DONTUNMAP) its VMA is left.

    A part of one VMA, or under newer kernels of many; EFAULT otherwise.  What was at the new place is
    unmapped.  Returns the error, "" for none.
    """
    size = end - start
    if start < to + size and to < end:
        return "EINVAL"
    if mm.vma_at(start) is None:  # looked up before the new place is cleared
        return "EFAULT"
    if draft.profile.mremap_moves_many:
        yield from _move_many(draft, mm, start, end, to, region, stays=stays)
        return ""
    return (yield from _move_one(draft, mm, start, end, to, region, stays=stays))


def _move_many(
    draft: Draft, mm: ThawedMm, start: int, end: int, to: int, region: str, *, stays: bool
) -> Events:
    """Move one VMA after the other, holes between them stay as wide; ``remap_move()``."""
    shift = to - start
    while start < end and (vmas := mm.vmas_in(start, end)):
        low, high = max(start, vmas[0].start), min(end, vmas[0].end)
        yield from _move_one(draft, mm, low, high, low + shift, region, stays=stays)
        start = high


def _move_one(
    draft: Draft, mm: ThawedMm, start: int, end: int, to: int, region: str, *, stays: bool = False
) -> Generator[Event, None, str]:
    """``mremap_to()`` and ``move_vma()``."""
    size = end - start
    yield from munmap(draft, mm, to, to + size)
    vma = mm.vma_at(start)
    if vma is None or end > vma.end:
        return "EFAULT"
    # copy_vma(): a VMA without anonymous pages is renumbered for its new place
    pgoff = to if vma.anon and vma.anon_vma is None else vma.index_of(start)
    copy = replace(vma, start=to, end=to + size, pgoff=pgoff, ident=draft.new_vma_ident(), region=region)
    at = next((i for i, other in enumerate(mm.vmas) if other.start > to), len(mm.vmas))
    mm.vmas.insert(at, copy)
    copy = yield from merge_changed(draft, mm, copy)
    vma = mm.vma_at(start) or vma  # untouched memory can merge with its own copy
    yield from _move_page_tables(draft, mm, vma, copy, range(start, end), to - start)
    if stays:
        yield from _leave(draft, mm, vma, start, end)
    else:
        yield from munmap(draft, mm, start, end)
    return ""


def _leave(draft: Draft, mm: ThawedMm, vma: Vma, start: int, end: int) -> Events:
    """``dontunmap_complete()``: a VMA of which everything was moved forgets where its pages belonged."""
    if vma.locked and draft.profile.dontunmap_unlocks_part:
        yield from isolate(draft, mm, start, end)
        vma = mm.vma_at(start) or vma
    account = vma.account and not draft.profile.dontunmap_unaccounts
    left = replace(vma, locked=False, lazily=False, account=account)
    if (vma.start, vma.end) == (start, end):
        renumbered = vma.anon and draft.profile.dontunmap_renumbers
        pgoff = vma.start if renumbered else vma.pgoff
        left = replace(left, anon_vma=None, chain=(), pgoff=pgoff)
    mm.replace_vma(vma, left)


def _move_page_tables(draft: Draft, mm: ThawedMm, vma: Vma, copy: Vma, vpns: range, shift: int) -> Events:
    """``move_page_tables()``: a whole PMD leaf or PTE table moves as one if both places are aligned."""
    size, start, end = mm.pages_per_pmd, vpns.start, vpns.stop
    for index in range(start // size, -(-end // size)):
        low, high = max(start, index * size), min(end, (index + 1) * size)
        pmd = mm.pmds.get(index)
        if pmd is not None and high - low == size and shift % size == 0:
            if isinstance(pmd, int):
                mm.pmds[index + shift // size] = mm.pmds.pop(index)
                yield from _move_pmd(vma, copy, low, pmd)
            else:  # move_normal_pmd(): no table is left; in pieces, for a scheme looks at what each has moved
                yield from _move_ptes(mm, vma, copy, low, high, shift)
                del mm.pmds[index]
            continue
        if isinstance(pmd, int):
            yield from split_pmd(draft, mm, vma, index)
        if index in mm.pmds:
            yield from _move_ptes(mm, vma, copy, low, high, shift)


def _move_pmd(vma: Vma, copy: Vma, vpn: int, entry: int) -> Events:
    """``move_huge_pmd()``."""
    folio = folio_in(entry)
    if not folio.zero:
        yield Event(What.MOVE_PMD, folio, folio.pages, vma, vma.index_of(vpn), copy)


def _move_ptes(mm: ThawedMm, vma: Vma, copy: Vma, low: int, high: int, shift: int) -> Events:
    size = mm.pages_per_pmd
    while low < high:
        # a batch ends where either place comes to the end of its PTE table
        upto = min(high, low + size - (low + shift) % size)
        table, to = mm.table(low // size), mm.table((low + shift) // size)
        slot, last = low % size, upto - low + low % size
        while slot < last:
            stop = batch_end(table, slot, last) if table[slot] else slot + 1
            entries, there = table[slot:stop], (low - low % size + slot + shift) % size
            table[slot:stop], to[there : there + len(entries)] = [0] * len(entries), entries
            if entries[0] and not folio_in(entries[0]).zero:
                yield _moved(vma, copy, low - low % size + slot, entries)
            slot = stop
        low = upto


def _moved(vma: Vma, copy: Vma, vpn: int, entries: list[int]) -> Event:
    folio, page = folio_in(entries[0]), page_in(entries[0])
    pages = range(page, page + len(entries))
    return Event(What.MOVE_PTES, folio, pages, vma, vma.index_of(vpn) - page, copy)
