"""What a CPU does for an operation: the kernel's steps in the kernel's order, with the kernel's locks.

It is the part of the kernel model that a race is about: one folio, its entries, its counters.  VMAs do not
change in a race, so what would cut one is refused (``tasks.py``).
"""

from __future__ import annotations

from mmtui.handlers import answered, reading
from mmtui.model.vma import Vma
from mmtui.race.asking import Ask, Compare, Reply, Whole
from mmtui.race.entries import Entries
from mmtui.race.pages import meet
from mmtui.race.steps import Free, Lock, Steps, Take
from mmtui.scheme import Question, Reading


class Kernel(Entries):
    """The kernel that a race runs in: what a CPU does for each operation."""

    def dontneed(self, vma: Vma, pages: range) -> Steps:
        """madvise_dontneed_single_vma(): under the mmap lock as a reader, so that threads can race."""
        lock = Lock("mmap_lock", (vma.mm,))
        yield Take(lock, shared=True)
        yield from self.zap(vma, pages)
        yield Free(lock, shared=True)

    def munmap(self, vma: Vma, pages: range) -> Steps:
        """do_vmi_munmap(): whoever looks for the VMA waits, for the mmap lock is held as a writer."""
        lock = Lock("mmap_lock", (vma.mm,))
        yield Take(lock)
        yield from self.zap(vma, pages)
        yield Free(lock)

    def exit(self, mm: str) -> Steps:
        """exit_mmap(): nobody else has this mm, so no locks are taken but those of its tables."""
        for vma in tuple(dict.fromkeys(place.vma for place in self.places_in(mm))):
            yield from self.zap(vma, self.ground.folio.pages)

    def zap(self, vma: Vma, pages: range) -> Steps:
        """zap_pmd_range(): table after table, a PMD leaf in one go if all of it is to be unmapped."""
        for place in self.ground.places_of(vma):
            inside = meet(place.pages, pages)
            if inside and not (yield from self.zap_pmd(place, inside)):
                yield from self.zap_ptes(place, inside)

    def splitpmd(self, vma: Vma) -> Steps:
        """__split_huge_pmd(): under the lock of the PMD alone, for reclaim calls it without the mmap lock."""
        for place in self.ground.places_of(vma):
            lock = self.pmd_lock(place)
            yield Take(lock)
            if (yield self.leaf(place)):
                yield from self.split(place)
            yield Free(lock)

    def read(self, vma: Vma, pages: range) -> Steps:
        """filemap_map_pages(), with the folio locked: entries for these pages, or a PMD leaf for all.

        A fault has the lock of its VMA, or the mmap lock as a reader: whoever changes the VMA waits for both.
        """
        lock, mmap_lock = self._folio_lock, Lock("mmap_lock", (vma.mm,))
        yield Take(mmap_lock, shared=True)
        yield Take(lock)
        for place in self.ground.places_of(vma):
            inside = meet(place.pages, pages)
            if inside and not (yield from self.set_pmd(place)):
                yield from self.set_ptes(place, inside)
        yield Free(lock)
        yield Free(mmap_lock, shared=True)

    def write(self, vma: Vma, pages: range) -> Steps:
        """do_shared_fault(), for each page that is not mapped: finish_fault() with the folio locked."""
        lock, mmap_lock = self._folio_lock, Lock("mmap_lock", (vma.mm,))
        for place in self.ground.places_of(vma):
            for page in meet(place.pages, pages):
                if (yield self.stands(place, page)):
                    continue
                yield Take(mmap_lock, shared=True)
                yield Take(lock)
                if not (yield from self.set_pmd(place)):
                    yield from self.set_page(place, page)
                yield Free(lock)
                yield Free(mmap_lock, shared=True)

    @property
    def _folio_lock(self) -> Lock:
        return Lock("folio_lock", (self.ground.folio.label,))

    def fork(self, parent: str, child: str) -> Steps:
        """dup_mmap(): the mmap lock as a writer; copy_page_range() skips what a fault brings back."""
        lock = Lock("mmap_lock", (parent,))
        yield Take(lock)
        if self.ground.folio.anon:
            for place, copy in zip(self.places_in(parent), self.places_in(child), strict=True):
                yield from self.copy(place, copy)
        yield Free(lock)

    def reclaim(self) -> Steps:
        """try_to_unmap() of a locked folio: an rmap walk that unmaps it everywhere, without any mmap lock."""
        lock = self._folio_lock
        yield Take(lock)
        for place in self.ground.places:
            pmd = self.pmd_lock(place)
            yield Take(pmd)
            if (yield self.leaf(place)):
                yield from self.split(place) if self.ground.folio.anon else self.cleared(place)
            yield Free(pmd)
            yield from self.zap_ptes(place, place.pages)
        yield Free(lock)

    def ask(self, question: Question, page: int) -> Steps:
        """Ask the scheme, without any lock, as readers of /proc do."""
        yield Ask(question, page)
        yield Reply(question, page, answered((yield from self.reading(question, page))))

    def reuse(self, vma: Vma, page: int) -> Steps:
        """do_wp_page(): may a write use a page as it is?  ``__wp_can_reuse_large_anon_folio()`` since v6.15.

        It compares under the lock of the mapcount, folio_lock_large_mapcount(), and so in one step.
        """
        place = next(place for place in self.ground.places_of(vma) if page in place.pages)
        mmap_lock, ptl = Lock("mmap_lock", (vma.mm,)), self.ptl(place)
        yield Take(mmap_lock, shared=True)
        yield Take(ptl)
        if (yield self.ptes(place)) >> page & 1:
            yield Ask(Whole.MAY_REUSE, page)
            answer = yield Compare(page)
            yield Reply(Whole.MAY_REUSE, page, answer if answer >= 0 else None)
        yield Free(ptl)
        yield Free(mmap_lock, shared=True)

    def locked(self, steps: Steps) -> Steps:
        """Do the same with the folio locked, as ``__split_huge_pmd()`` in mm/huge_memory.c did for a time.

        Commit c444eb564fb1 ("mm: thp: make the THP mapcount atomic against __split_huge_pmd_locked()") (in
        v5.8).
        """
        lock = self._folio_lock
        yield Take(lock)
        yield from steps
        yield Free(lock)

    def reading(self, question: Question, page: int) -> Reading:
        """Return the accesses by which the scheme answers a question."""
        return reading(self.ground.scheme, question, self.ground.folio, page)
