"""Entries that change, each with what is counted for it, under the locks that the kernel holds there."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

from mmtui.model.events import What
from mmtui.race.accounting import counted
from mmtui.race.pages import batches, bits_of
from mmtui.race.places import Ground
from mmtui.race.steps import (
    REFCOUNT,
    REFERENCES,
    Change,
    Free,
    Lock,
    Look,
    Place,
    Step,
    Steps,
    Table,
    Take,
)


class Order(NamedTuple):
    """What a kernel does the other way round, to see why its order is what it is."""

    swapped: bool = False
    """It counts a mapping after its entry is set, and counts it out before its entry is cleared."""
    references_first: bool = False
    """It gives the references of entries back before it counts the mappings out."""


LINUX = Order()


class Entries:
    """Clears and sets the entries of one folio."""

    def __init__(self, ground: Ground, order: Order = LINUX) -> None:
        self.ground = ground
        self.order = order
        self.refers = REFERENCES in ground.start
        """The references of entries are counted too, for somebody asks."""

    def zap_pmd(self, place: Place, pages: range) -> Generator[Step, int, bool]:
        # zap_huge_pmd(); a leaf of which a part must stay is split, that of a file goes away.  That it is a
        # leaf is seen without the lock first: pmd_trans_huge(*pmd)
        ground, lock = self.ground, self.pmd_lock(place)
        if not (yield self.leaf(place)._replace(guarded="")):
            return False
        yield Take(lock)
        leaf = yield self.leaf(place)
        done = bool(leaf) and (len(pages) == ground.folio.nr_pages or not ground.folio.anon)
        if done:
            yield from self.cleared(place)
        elif leaf:
            yield from self.split(place)
        yield Free(lock)
        return done

    def cleared(self, place: Place) -> Steps:
        yield from self._unmapped(place, self.ground.whole, What.UNMAP_PMD, self.ground.folio.pages)

    def split(self, place: Place) -> Steps:
        # __split_huge_pmd_locked(): the PTEs are counted, then they stand in the leaf's place
        folio, every = self.ground.folio, self.ground.whole - 1
        if not folio.anon:
            yield from self.cleared(place)
            return
        yield from self._referring(folio.nr_pages - 1)  # page_ref_add(page, HPAGE_PMD_NR - 1)
        yield from counted(self.ground, What.SPLIT_PMD, place.vma, folio.pages)
        yield Change(place, self.ground.whole, every)
        yield Change(Table(place.vma.mm, place.table), 0, 1)

    def zap_ptes(self, place: Place, pages: range) -> Steps:
        lock = self.ptl(place)
        yield Take(lock)
        for batch in batches((yield self.ptes(place)), pages):
            yield from self._unmapped(place, bits_of(batch), What.UNMAP_PTES, batch)
        yield Free(lock)

    def set_pmd(self, place: Place) -> Generator[Step, int, bool]:
        # do_set_pmd(): if the folio is as large as a PMD, all of it lies in the VMA and in one table, and
        # nothing stands there
        ground = self.ground
        if place.vma.thp is False and ground.nohuge_maps_no_pmd:
            return False
        if len(place.pages) < ground.folio.nr_pages or ground.folio.nr_pages < ground.pages_per_pmd:
            return False
        lock = self.pmd_lock(place)
        yield Take(lock)
        done = not (yield self._table(place)) and not (yield self.leaf(place))
        if done:
            yield from self._mapped(place, ground.whole, What.MAP_PMD, ground.folio.pages)
        yield Free(lock)
        return done

    def set_ptes(self, place: Place, pages: range) -> Steps:
        # set_pte_range() in finish_fault() or filemap_map_pages(), where no entry stands
        if not (yield from self._allocated(place)):
            return
        lock = self.ptl(place)
        yield Take(lock)
        for batch in batches(~(yield self.ptes(place)), pages):
            yield from self._mapped(place, bits_of(batch), What.MAP_PTES, batch)
        yield Free(lock)

    def set_page(self, place: Place, page: int) -> Steps:
        # finish_fault(): the page, or the whole folio if it lies here and no page of it is mapped yet
        if not (yield from self._allocated(place)):
            return
        lock, folio = self.ptl(place), self.ground.folio
        yield Take(lock)
        found = yield self.ptes(place)
        if not found and len(place.pages) == folio.nr_pages and self.ground.fault_maps_folio:
            yield from self._mapped(place, bits_of(folio.pages), What.MAP_PTES, folio.pages)
        elif not found >> page & 1:
            yield from self._mapped(place, 1 << page, What.MAP_PTES, range(page, page + 1))
        yield Free(lock)

    def stands(self, place: Place, page: int) -> Look:
        # as the CPU sees it that accesses the page, without a lock
        return Look(place, self.ground.whole | 1 << page)

    def _allocated(self, place: Place) -> Generator[Step, int, bool]:
        # pte_alloc(): a page table for PTEs, unless a PMD leaf stands where it would
        lock = self.pmd_lock(place)
        yield Take(lock)
        leaf = yield self.leaf(place)
        if not leaf and not (yield self._table(place)):
            yield Change(Table(place.vma.mm, place.table), 0, 1)
        yield Free(lock)
        return not leaf

    def copy(self, place: Place, copy: Place) -> Steps:
        # copy_huge_pmd(), copy_present_ptes(): counted for the child, then set; both tables are locked
        folio = self.ground.folio
        locks = self.pmd_lock(copy), self.pmd_lock(place)
        yield from self._both(Take, locks)
        leaf = yield self.leaf(place)
        if leaf:
            yield from self._mapped(copy, leaf, What.DUP_PMD, folio.pages)
        else:
            yield Change(Table(copy.vma.mm, copy.table), 0, 1)
        yield from self._both(Free, locks)
        if leaf:
            return
        locks = self.ptl(copy), self.ptl(place)
        yield from self._both(Take, locks)
        for batch in batches((yield self.ptes(place)), place.pages):
            yield from self._mapped(copy, bits_of(batch), What.DUP_PTES, batch)
        yield from self._both(Free, locks)

    def _both(self, do: type[Take] | type[Free], locks: tuple[Lock, Lock]) -> Steps:
        for lock in locks:
            yield do(lock)

    def _mapped(self, place: Place, bits: int, what: What, pages: range) -> Steps:
        # folio_add_*_rmap_*() stands before set_ptes(): who finds an entry must find it counted.  References
        # come first in copy_present_ptes(); files take theirs elsewhere, and are not asked about
        yield from self._referring(bits.bit_count())
        if self.order.swapped:
            yield Change(place, 0, bits)
        yield from counted(self.ground, what, place.vma, pages)
        if not self.order.swapped:
            yield Change(place, 0, bits)

    def _unmapped(self, place: Place, bits: int, what: What, pages: range) -> Steps:
        # ptep_get_and_clear() stands before folio_remove_rmap_*(), for the same reason; the references go
        # last, or a pin could stand for one that an entry has given back too early
        if not self.order.swapped:
            yield Change(place, bits, 0)
        if self.order.references_first:
            yield from self._referring(-bits.bit_count())
        yield from counted(self.ground, what, place.vma, pages)
        if self.order.swapped:
            yield Change(place, bits, 0)
        if not self.order.references_first:
            yield from self._referring(-bits.bit_count())

    def _referring(self, more: int) -> Steps:
        # folio_ref_add(), folio_put_refs(): a reference for each entry
        if self.refers:
            yield REFCOUNT.add(self.ground.folio, more)

    def leaf(self, place: Place) -> Look:
        return Look(place, self.ground.whole, guarded="pmd_lock")

    def ptes(self, place: Place) -> Look:
        return Look(place, self.ground.whole - 1, guarded="ptl")

    def _table(self, place: Place) -> Look:
        return Look(Table(place.vma.mm, place.table), 1, guarded="pmd_lock")

    def places_in(self, mm: str) -> tuple[Place, ...]:
        return tuple(place for place in self.ground.places if place.vma.mm == mm)

    def ptl(self, place: Place) -> Lock:
        return Lock("ptl", (place.vma.mm, place.table))

    def pmd_lock(self, place: Place) -> Lock:
        return Lock("pmd_lock", (place.vma.mm,))
