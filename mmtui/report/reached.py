"""What one walk of all page tables tells of folios, beside how often each page is mapped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.model.entry import number_in, page_in
from mmtui.model.folio import folio_of
from mmtui.model.mm import Mm
from mmtui.model.vma import Vma
from mmtui.model.world import World


class Reached(NamedTuple):
    """By folio number."""

    first: dict[int, int]
    """Linear index of the first page, as the VMA has it that maps any page; of the zero folios none."""
    zero: frozenset[int]
    """The zero page and the huge zero folio, where they are mapped."""


def reached(world: World) -> Reached:
    """Return what the page tables of a world say."""
    firsts, zero = dict[int, int](), set[int]()
    for mm in world.mms.values():
        for vma in mm.vmas:
            for first, number in _found(mm, vma):
                folio = folio_of(number)
                if not folio.zero:
                    firsts.setdefault(number, first)
                elif not folio.guard:
                    zero.add(number)
    return Reached(firsts, frozenset(zero))


def _found(mm: Mm, vma: Vma) -> Iterator[tuple[int, int]]:
    # linear index of the first page, and number
    size = mm.pages_per_pmd
    for slot in range(vma.start // size, -(-vma.end // size)):
        pmd = mm.pmds.get(slot, ())
        if isinstance(pmd, int):
            yield vma.index_of(slot * size), number_in(pmd)
            continue
        low, last = max(vma.start - slot * size, 0), -1
        for vpn, entry in enumerate(pmd[low : vma.end - slot * size], slot * size + low):
            number = number_in(entry)
            if entry and number != last:  # a large folio is met many times in a row
                last = number
                yield vma.index_of(vpn) - page_in(entry), number
