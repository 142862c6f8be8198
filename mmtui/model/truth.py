"""What is true of a folio: read off the page tables, never off a counter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from mmtui.model.entry import number_in
from mmtui.model.folio import Folio, folio_of
from mmtui.model.mm import Leaf, Mm
from mmtui.model.vma import Vma
from mmtui.model.world import World


class Run(NamedTuple):
    """Equal neighbours: ``length`` pages from ``start`` on have the same value."""

    start: int
    length: int
    value: int


@dataclass(frozen=True, slots=True)
class Truth:
    """Who really maps a folio."""

    folio: Folio
    pages: tuple[int, ...]
    """For each page, the entries that reach it; a PMD leaf reaches all."""
    entries: int
    """Entries that map any page; a PMD leaf counts 1."""
    mms: frozenset[str]
    vmas: frozenset[int]
    """Idents of the VMAs that map any page."""

    @property
    def mapped_pages(self) -> int:
        """Pages that at least one entry reaches."""
        return sum(1 for count in self.pages if count)

    @property
    def mapped(self) -> bool:
        return self.entries > 0

    @property
    def partly_mapped(self) -> bool:
        """Some pages are mapped and some are not."""
        return 0 < self.mapped_pages < self.folio.nr_pages

    @property
    def shared(self) -> bool:
        """More than one process maps it."""
        return len(self.mms) > 1


class Reach(NamedTuple):
    """A leaf that maps a folio: in which process, through which VMA."""

    mm: Mm
    vma: Vma
    leaf: Leaf


def runs_of(values: Iterable[int], start: int = 0) -> tuple[Run, ...]:
    """Return equal neighbours as runs.

    >>> runs_of([2, 2, 1])
    (Run(start=0, length=2, value=2), Run(start=2, length=1, value=1))
    """
    runs = []
    for value, group in groupby(values):
        length = sum(1 for _ in group)
        runs.append(Run(start, length, value))
        start += length
    return tuple(runs)


def reaches(world: World, folio: Folio) -> Iterator[Reach]:
    """Walk all page tables for the leaves that map a folio; what ``rmap_walk()`` visits."""
    for mm in world.mms.values():
        for leaf in _leaves_of(mm, folio.number):
            vma = mm.vma_at(leaf.vpn)
            assert vma is not None, f"{mm.name} maps page {leaf.vpn} outside every VMA"
            yield Reach(mm, vma, leaf)


def _leaves_of(mm: Mm, number: int) -> Iterator[Leaf]:
    for index, pmd in mm.pmds.items():
        start = index * mm.pages_per_pmd
        if isinstance(pmd, int):
            if number_in(pmd) == number:
                yield Leaf(start, pmd, True)
            continue
        for slot, entry in enumerate(pmd):
            if entry and number_in(entry) == number:
                yield Leaf(start + slot, entry, False)


def truth_of(world: World, folio: Folio) -> Truth:
    """Return who maps a folio, by walking every page table."""
    pages, whole, entries = [0] * folio.nr_pages, 0, 0
    mms, vmas = set(), set()
    for mm, vma, leaf in reaches(world, folio):
        entries += 1
        if leaf.pmd:
            whole += 1
        else:
            pages[leaf.page] += 1
        mms.add(mm.name)
        vmas.add(vma.ident)
    return Truth(folio, tuple(count + whole for count in pages), entries, frozenset(mms), frozenset(vmas))


def truths(world: World) -> dict[int, Truth]:
    """Return the truth of every mapped folio by its number, in one walk of all page tables."""
    found: dict[int, _Tally] = {}
    for mm in world.mms.values():
        for vma in mm.vmas:
            _tally(mm, vma, found)
    return {number: tally.truth(folio_of(number)) for number, tally in found.items()}


class _Tally:
    __slots__ = ("entries", "mms", "pages", "vmas", "whole")

    def __init__(self, nr_pages: int) -> None:
        self.pages = [0] * nr_pages
        self.whole = self.entries = 0
        self.mms: set[str] = set()
        self.vmas: set[int] = set()

    def truth(self, folio: Folio) -> Truth:
        pages = tuple(count + self.whole for count in self.pages)
        return Truth(folio, pages, self.entries, frozenset(self.mms), frozenset(self.vmas))


def _tally(mm: Mm, vma: Vma, found: dict[int, _Tally]) -> None:
    size = mm.pages_per_pmd
    for index in range(vma.start // size, -(-vma.end // size)):
        pmd = mm.pmds.get(index, ())
        first = index * size
        entries = (pmd,) if isinstance(pmd, int) else pmd[max(vma.start - first, 0) : vma.end - first]
        for entry in entries:
            number = number_in(entry)
            if not entry or folio_of(number).zero:
                continue
            tally = found.get(number) or found.setdefault(number, _Tally(folio_of(number).nr_pages))
            tally.entries += 1
            tally.mms.add(mm.name)
            tally.vmas.add(vma.ident)
            if isinstance(pmd, int):
                tally.whole += 1
            else:
                tally.pages[Leaf(0, entry, False).page] += 1
