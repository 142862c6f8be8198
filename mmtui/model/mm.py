"""An address space: its VMAs and its page table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from mmtui.model.entry import folio_in, page_in
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma

Table: TypeAlias = tuple[int, ...]
"""A PTE table: ``pages_per_pmd`` entries, 0 where nothing is mapped."""
PmdEntry: TypeAlias = int | Table
"""A PMD entry: a leaf that maps a whole folio, or a PTE table."""


class Region(NamedTuple):
    """A named range of addresses, as scripts speak of it."""

    start: int
    """Virtual page number of its page 0."""
    nr_pages: int
    file: str | None = None


class Leaf(NamedTuple):
    """A present page table entry and where it stands."""

    vpn: int
    entry: int
    pmd: bool

    @property
    def folio(self) -> Folio:
        return folio_in(self.entry)

    @property
    def page(self) -> int:
        """First page of the folio that it maps."""
        return page_in(self.entry)


@dataclass(frozen=True, slots=True)
class Mm:
    """One process's memory (``struct mm_struct``)."""

    name: str
    pages_per_pmd: int
    vmas: tuple[Vma, ...] = ()
    """Sorted by address, never overlapping."""
    pmds: Mapping[int, PmdEntry] = field(default_factory=dict)
    """By ``vpn // pages_per_pmd``; an index that is missing is ``pmd_none()``."""
    regions: Mapping[str, Region] = field(default_factory=dict)
    mm_id: int = 0
    """1 for the first process of a run; ``mm_struct.mm_id`` since v6.15."""

    def vma_at(self, vpn: int) -> Vma | None:
        """Return the VMA that contains a page; ``vma_lookup()``."""
        found = vma_index(self.vmas, vpn)
        return self.vmas[found] if found is not None else None

    def leaf_at(self, vpn: int) -> Leaf | None:
        """Return the entry that maps a page."""
        pmd = self.pmds.get(vpn // self.pages_per_pmd, ())
        if isinstance(pmd, int):
            return Leaf(vpn - vpn % self.pages_per_pmd, pmd, True)
        entry = pmd[vpn % self.pages_per_pmd] if pmd else 0
        return Leaf(vpn, entry, False) if entry else None

    def leaves(self) -> Iterator[Leaf]:
        """Walk every present entry in address order."""
        for index in sorted(self.pmds):
            pmd, start = self.pmds[index], index * self.pages_per_pmd
            if isinstance(pmd, int):
                yield Leaf(start, pmd, True)
                continue
            for slot, entry in enumerate(pmd):
                if entry:
                    yield Leaf(start + slot, entry, False)


def vma_index(vmas: tuple[Vma, ...] | list[Vma], vpn: int) -> int | None:
    """Return the position of the VMA that contains a page."""
    found = bisect_right(vmas, vpn, key=_START) - 1
    return found if found >= 0 and vpn < vmas[found].end else None


_START = attrgetter("start")
