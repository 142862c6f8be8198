"""fork(): copy what cannot be faulted in again."""

from __future__ import annotations

from dataclasses import replace

from mmtui.kernel.anonvma import Family
from mmtui.kernel.draft import Draft
from mmtui.kernel.pin import pinned_in
from mmtui.kernel.rmap import Events, map_ptes, page_prot, split_pmd, wrprotected
from mmtui.kernel.scan import batch_end
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import (
    DIRTY,
    EXCLUSIVE,
    FLAGS,
    WRITE,
    entry_of,
    flags_in,
    folio_in,
    number_in,
    page_in,
)
from mmtui.model.events import Event, What, as_event
from mmtui.model.folio import one_page
from mmtui.model.mm import Mm
from mmtui.model.vma import Vma


def fork(draft: Draft, parent: ThawedMm, name: str) -> Events:
    """Make a child that shares every anonymous page; ``dup_mmap()`` in kernel/fork.c."""
    child = draft.add_mm(Mm(name, parent.pages_per_pmd, (), {}, dict(parent.regions)))
    family = Family(draft)
    for vma in [vma for vma in parent.vmas if not vma.unforked]:
        copy = family.forked(replace(vma, anon_vma=None, chain=()) if vma.wiped else vma, child)
        copy = replace(copy, locked=False, lazily=False) if vma.locked else copy
        child.vmas.append(copy)
        if copy.anon_vma is not None:  # vma_needs_copy(): the rest comes back by faults
            yield from _copy_range(draft, parent, child, vma, copy)


def _copy_range(draft: Draft, parent: ThawedMm, child: ThawedMm, vma: Vma, copy: Vma) -> Events:
    size, pinned = parent.pages_per_pmd, pinned_in(draft, parent)
    for index in range(vma.start // size, -(-vma.end // size)):
        pmd = parent.pmds.get(index)
        if isinstance(pmd, int) and pmd & EXCLUSIVE and number_in(pmd) in pinned:
            yield from split_pmd(draft, parent, vma, index)  # copy_huge_pmd() has no page to copy it to
            pmd = parent.pmds[index]
        if isinstance(pmd, int):
            yield from _copy_pmd(draft, parent, child, copy, index, pmd)
        elif pmd is not None:
            low, high = max(vma.start - index * size, 0), min(vma.end - index * size, size)
            yield from _copy_ptes(draft, parent, child, copy, index, range(low, high), pinned)


def _copy_pmd(draft: Draft, parent: ThawedMm, child: ThawedMm, vma: Vma, index: int, entry: int) -> Events:
    """``copy_huge_pmd()`` in mm/huge_memory.c; a file's leaf is left out, it can be faulted in."""
    folio = folio_in(entry)
    if not folio.anon and not folio.zero:
        return
    if not folio.zero:
        yield Event(What.DUP_PMD, folio, folio.pages, vma, vma.index_of(index * child.pages_per_pmd))
        draft.count_pmd(folio, 1)
    shared = entry_of(folio, 0, wrprotected(draft, flags_in(entry)) & ~EXCLUSIVE)
    parent.pmds[index] = child.pmds[index] = shared


def _copy_ptes(
    draft: Draft,
    parent: ThawedMm,
    child: ThawedMm,
    vma: Vma,
    index: int,
    slots: range,
    pinned: frozenset[int],
) -> Events:
    """``copy_pte_range()`` in mm/memory.c: write-protect in the parent, count and copy."""
    table, change, stop = parent.table(index), _Shared(draft), slots.start
    to_pgoff = vma.index_of(index * child.pages_per_pmd)
    copies = child.table(index)  # also if there is nothing to copy: then no huge page fits there
    for slot in slots:
        entry = table[slot]
        if not entry or slot < stop:
            continue
        folio, page, stop = folio_in(entry), page_in(entry), slot + 1
        if pinned and folio.number in pinned:
            if entry & EXCLUSIVE:
                yield from _copy_page(draft, child, vma, index * child.pages_per_pmd + slot, entry)
                continue
        elif folio.order and stop < slots.stop and table[stop]:
            stop = batch_end(table, slot, slots.stop)
        if not folio.zero:
            pages = one_page(page) if stop == slot + 1 else range(page, page + stop - slot)
            yield as_event(Event, (_DUP, folio, pages, vma, to_pgoff + slot - page, None))
            draft.count_ptes(folio, pages, 1)
        table[slot] = copies[slot] = entry + change[entry & FLAGS]
        for at in range(slot + 1, stop) if stop > slot + 1 else ():
            table[at] = copies[at] = table[at] + change[table[at] & FLAGS]


def _copy_page(draft: Draft, child: ThawedMm, vma: Vma, vpn: int, entry: int) -> Events:
    """``copy_present_page()``: the child gets a page of its own at once."""
    copy = draft.new_folio(order=0, anon=True)
    draft.keep_blank(copy.number, int(draft.is_blank(folio_in(entry), page_in(entry))))
    flags = DIRTY | EXCLUSIVE | WRITE
    if not vma.prot.writable:
        flags = wrprotected(draft, flags)
    flags |= page_prot(vma)
    yield from map_ptes(draft, child, vma, vpn, copy, copy.pages, flags, What.NEW_PTES)


_DUP = What.DUP_PTES


class _Shared(dict[int, int]):
    # by the bits of an entry: what makes it one that is shared

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def __missing__(self, flags: int) -> int:
        change = self[flags] = (wrprotected(self._draft, flags) & ~EXCLUSIVE) - flags
        return change
