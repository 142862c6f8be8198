"""What the schemes since Linux 6.15 share: who maps a large folio, kept in two slots under a bit spinlock."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias

from mmtui.model.counters import Access, Counter
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma

Locked: TypeAlias = Generator[Access, int, None]
"""Steps that run while the lock is held."""
Changing: TypeAlias = Generator[Access, int, int]
"""Steps of a change; returns ``_large_mapcount`` after it, in entries."""


class OwnerSlots:
    """A part for schemes, as in ``class Mine(OwnerSlots, Scheme)``: MM owner tracking of large folios.

    A folio has room for two processes and how many entries each has; ``mm_id_0`` is the number of a
    process, 0 for nobody.  A third one is not written down, only that the folio "may be shared" is.
    Everything changes under one lock, so each change costs one atomic.  All of it lies in the first tail
    page; lock and "maybe shared" are the top bits of the two ``_mm_id``.

    Source: include/linux/rmap.h of v6.15, commit 6af8cb80d3a9 ("mm/rmap: basic MM owner tracking for
    large folios (!hugetlb)") (in v6.15).
    """

    _large_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _mm_id_0 = Counter(name="_mm_id[0]", bits=31, large_only=True, where="page[1]")
    _mm_id_1 = Counter(name="_mm_id[1]", bits=31, large_only=True, where="page[1]")
    _mm_id_mapcount_0 = Counter(name="_mm_id_mapcount[0]", bias=-1, large_only=True, where="page[1]")
    _mm_id_mapcount_1 = Counter(name="_mm_id_mapcount[1]", bias=-1, large_only=True, where="page[1]")
    _mm_ids_lock = Counter(name="FOLIO_MM_IDS_LOCK", bits=1, large_only=True, where="page[1]")
    _mm_ids_shared = Counter(name="FOLIO_MM_IDS_SHARED", bits=1, large_only=True, where="page[1]")

    def folio_set_large_mapcount(self, folio: Folio, mapcount: int, vma: Vma) -> Changing:
        """A new folio has one owner; nobody else can look, plain stores will do."""
        yield self._large_mapcount.set(folio, mapcount)
        yield self._mm_id_0.set(folio, vma.mm_id)
        yield self._mm_id_mapcount_0.set(folio, mapcount)
        return mapcount

    def folio_add_large_mapcount(
        self, folio: Folio, diff: int, vma: Vma, also: Locked | None = None
    ) -> Changing:
        """folio_add_return_large_mapcount(): ``diff`` more entries of the VMA's process.

        ``also`` is done under the lock, before it is let go.
        """
        yield from self._lock(folio)
        mapcount = (yield self._large_mapcount.read(folio)) + diff
        yield self._large_mapcount.set(folio, mapcount)
        if also is not None:
            yield from also
        yield from self._add(folio, diff, mapcount, vma.mm_id)
        yield self._mm_ids_lock.set(folio, 0)
        return mapcount

    def folio_sub_large_mapcount(
        self, folio: Folio, diff: int, vma: Vma, also: Locked | None = None
    ) -> Changing:
        """folio_sub_return_large_mapcount(): ``diff`` entries less of the VMA's process."""
        yield from self._lock(folio)
        mapcount = (yield self._large_mapcount.read(folio)) - diff
        yield self._large_mapcount.set(folio, mapcount)
        if also is not None:
            yield from also
        yield from self._sub(folio, diff, mapcount, vma.mm_id)
        yield self._mm_ids_lock.set(folio, 0)
        return mapcount

    def folio_maybe_mapped_shared(self, folio: Folio) -> Changing:
        """Return 0 if the folio certainly has one owner, as said in include/linux/mm.h, else 1."""
        if (yield self._large_mapcount.read(folio)) <= 1:
            return 0
        return (yield self._mm_ids_shared.read(folio))

    def _lock(self, folio: Folio) -> Locked:
        # folio_lock_large_mapcount(), a bit spinlock: test_and_set until it was clear
        while (yield self._mm_ids_lock.exchange(folio, 1)):
            pass

    def _add(self, folio: Folio, diff: int, mapcount: int, mm_id: int) -> Locked:
        owners = (yield self._mm_id_0.read(folio)), (yield self._mm_id_1.read(folio))
        ids, counts = (self._mm_id_0, self._mm_id_1), (self._mm_id_mapcount_0, self._mm_id_mapcount_1)
        for owner, count in zip(owners, counts, strict=True):
            if owner == mm_id:
                yield count.set(folio, (yield count.read(folio)) + diff)
                return
        for slot, owner in enumerate(owners):
            if not owner:
                yield ids[slot].set(folio, mm_id)
                yield counts[slot].set(folio, diff)
                if slot == 1 or mapcount != diff:  # somebody maps it who is in no slot, or in the other
                    yield self._mm_ids_shared.set(folio, 1)
                return

    def _sub(self, folio: Folio, diff: int, mapcount: int, mm_id: int) -> Locked:
        # a count can be lower than the truth: what was mapped while no slot was free is not in it
        slots = ((self._mm_id_0, self._mm_id_mapcount_0), (self._mm_id_1, self._mm_id_mapcount_1))
        for owner, count in slots:
            if (yield owner.read(folio)) == mm_id:
                left = max(0, (yield count.read(folio)) - diff)
                yield count.set(folio, left)
                if left:
                    return
                yield owner.set(folio, 0)
                break
        for _, count in slots:
            if (yield count.read(folio)) == mapcount:
                yield self._mm_ids_shared.set(folio, 0)
