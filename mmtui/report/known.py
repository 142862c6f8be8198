"""The truth of a folio, read off the page tables as ``truth_of`` does, but no table twice.

From one moment to the next most page tables stay the same value, so what a table says of a folio is
remembered.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mmtui.model.entry import number_in, page_in
from mmtui.model.folio import Folio, folio_of
from mmtui.model.mm import Mm, Table
from mmtui.model.truth import Truth
from mmtui.model.world import World

_TABLES = 512


class Hits(NamedTuple):
    """Entries of one PTE table that map a folio."""

    slots: tuple[int, ...]
    """Where they stand in the table, in ascending order."""
    pages: tuple[int, ...]
    """For each page of the folio, how many of them map it."""


@lru_cache(maxsize=_TABLES)
def _hits(table: Table, number: int) -> Hits:
    pages = [0] * folio_of(number).nr_pages
    slots = [slot for slot, entry in enumerate(table) if entry and number_in(entry) == number]
    for slot in slots:
        pages[page_in(table[slot])] += 1
    return Hits(tuple(slots), tuple(pages))


def known_truth(world: World, folio: Folio) -> Truth:
    """Return who maps a folio; equal to ``truth_of()``."""
    pages, whole, entries = [0] * folio.nr_pages, 0, 0
    mms: set[str] = set()
    vmas: set[int] = set()
    for mm in world.mms.values():
        for index, pmd in mm.pmds.items():
            if isinstance(pmd, int):
                hits = Hits((0,), ()) if number_in(pmd) == folio.number else Hits((), ())
                whole += len(hits.slots)
            else:
                hits = _hits(pmd, folio.number)
                if hits.slots:
                    pages = [a + b for a, b in zip(pages, hits.pages, strict=True)]
            if hits.slots:
                entries += len(hits.slots)
                mms.add(mm.name)
                vmas.update(_vmas(mm, index * mm.pages_per_pmd, hits.slots))
    return Truth(folio, tuple(count + whole for count in pages), entries, frozenset(mms), frozenset(vmas))


def _vmas(mm: Mm, start: int, slots: tuple[int, ...]) -> Iterator[int]:
    for vma in mm.vmas:
        at = bisect_left(slots, vma.start - start)
        if at < len(slots) and slots[at] < vma.end - start:
            yield vma.ident
