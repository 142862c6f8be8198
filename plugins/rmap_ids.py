"""Every process adds its own number, so that the sum tells whether one did all of it: November 2023."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from mmtui import Access, Claim, Counter, Counting, Folio, Per, Question, Reading, Scheme, Vma, hookimpl

ENTIRELY_MAPPED = 0x800000
"""Stands in ``_nr_pages_mapped`` for "some PMD maps all pages"."""
FOLIO_PAGES_MAPPED = ENTIRELY_MAPPED - 1
"""The rest of ``_nr_pages_mapped``: how many pages some PTE maps."""
BITS = {1: 24, 2: 12, 3: 7}
"""How many bits of a process's number go into each sum, by how many sums there are.

With as many entries as pages a sum must fit into 64 bits: 5**23 * 4, 33**11 * 32, 513**6 * 512.
"""


class RmapIds(Scheme):
    """``nr-pages-mapped`` with a count of entries and sums of numbers that are chosen for it.

    Each process has a number; with each entry that it maps it adds the number to the folio's sum, and
    takes it away with the entry.  If the sum is as many times somebody's number as there are entries,
    he made all of them: the numbers are such that no sum of others' comes out the same, as long as there
    are no more entries than pages.  So the folio is known to be exclusive or not, for any number of
    processes.  Such numbers grow fast, so large folios need several sums, and each sum is an atomic more;
    two more keep readers from seeing half of a change.

    Linus Torvalds found it too clever for a case that in truth has two processes; owner slots came of it.
    """

    name = "rmap-ids"
    title = "as nr-pages-mapped, with sums of process numbers"
    kernels = "proposed November 2023"
    cites = ("David Hildenbrand, rmap IDs (20 patches, work in progress), linux-mm, 24 November 2023",)
    exact = frozenset(Question) - {Question.SHARED, Question.PARTLY_MAPPED}
    estimates = frozenset({Question.SHARED, Question.PARTLY_MAPPED})
    never_misses = frozenset({Question.SHARED, Question.PARTLY_MAPPED})

    _total_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _rmap_atomic_seqcount = Counter(bits=64, large_only=True, where="page[1]")
    """Who is changing something now; the proposal also counts in it the changes that are over."""
    _rmap_val0 = Counter(bits=64, large_only=True, where="page[1]")
    _rmap_val1 = Counter(bits=64, large_only=True, where="page[1]")
    _rmap_val2 = Counter(bits=64, large_only=True, where="page[1]")
    _entire_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _nr_pages_mapped = Counter(large_only=True, where="page[1]")
    _mapcount = Counter(Per.PAGE, bias=-1)

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """Nobody else can look, plain stores will do."""
        for page in pages:
            yield self._mapcount.set(folio, 1, page)
        if folio.large:
            yield self._nr_pages_mapped.set(folio, len(pages))
            yield from self._set(folio, len(pages), vma)
        return Claim(first=len(pages))

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        yield self._entire_mapcount.set(folio, 1)
        yield self._nr_pages_mapped.set(folio, ENTIRELY_MAPPED)
        yield from self._set(folio, 1, vma)
        return Claim(first=folio.nr_pages)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        first = 0
        for page in pages:
            new = (yield self._mapcount.inc(folio, page)) == 1
            if new and folio.large:
                new = (yield self._nr_pages_mapped.inc(folio)) < ENTIRELY_MAPPED
            first += new
        yield from self._added(folio, len(pages), vma)
        return Claim(first=first)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        entries = yield from self._added(folio, -len(pages), vma)
        gone = 0
        for page in pages:
            unmapped = (yield self._mapcount.dec(folio, page)) == 0
            if unmapped and folio.large:
                unmapped = (yield self._nr_pages_mapped.dec(folio)) < ENTIRELY_MAPPED
            gone += unmapped
        if not folio.large:
            return Claim(gone=gone, last=gone == 1, partly=False)
        return Claim(gone=gone, last=entries == 0, partly=folio.anon and gone > 0)

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        first = 0
        if (yield self._entire_mapcount.inc(folio)) == 1:
            mapped = yield self._nr_pages_mapped.add(folio, ENTIRELY_MAPPED)
            if mapped < 2 * ENTIRELY_MAPPED:
                first = max(0, folio.nr_pages - (mapped & FOLIO_PAGES_MAPPED))
        yield from self._added(folio, 1, vma)
        return Claim(first=first)

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        entries = yield from self._added(folio, -1, vma)
        gone = 0
        if (yield self._entire_mapcount.dec(folio)) == 0:
            mapped = yield self._nr_pages_mapped.add(folio, -ENTIRELY_MAPPED)
            if mapped < ENTIRELY_MAPPED:
                gone = max(0, folio.nr_pages - (mapped & FOLIO_PAGES_MAPPED))
        return Claim(gone=gone, last=entries == 0, partly=folio.anon and 0 < gone < folio.nr_pages)

    def dup_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        for page in pages:
            yield self._mapcount.inc(folio, page)
        yield from self._added(folio, len(pages), vma)
        return Claim(first=0)

    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        yield self._entire_mapcount.inc(folio)
        yield from self._added(folio, 1, vma)
        return Claim(first=0)

    def _sums(self, folio: Folio) -> tuple[Counter, ...]:
        # RMAP_SUBID_1_MAX_ORDER and RMAP_SUBID_2_MAX_ORDER in include/linux/rmap.h of the proposal
        sums = (self._rmap_val0, self._rmap_val1, self._rmap_val2)
        return sums[: 1 if folio.order <= 2 else 2 if folio.order <= 5 else 3]

    def _set(self, folio: Folio, entries: int, vma: Vma) -> Generator[Access, int, None]:
        yield self._total_mapcount.set(folio, entries)
        for counter, number in zip(self._sums(folio), self._numbers(folio, vma.mm_id), strict=True):
            yield counter.set(folio, entries * number)

    def _added(self, folio: Folio, entries: int, vma: Vma) -> Generator[Access, int, int]:
        if not folio.large:
            return 0
        yield self._rmap_atomic_seqcount.inc(folio)
        total = yield self._total_mapcount.add(folio, entries)
        for counter, number in zip(self._sums(folio), self._numbers(folio, vma.mm_id), strict=True):
            yield counter.add(folio, entries * number)
        yield self._rmap_atomic_seqcount.dec(folio)
        return total

    def _numbers(self, folio: Folio, mm_id: int) -> Iterator[int]:
        """Return a process's number for each sum: its bits are digits to the base of pages + 1."""
        bits = BITS[len(self._sums(folio))]
        for _ in self._sums(folio):
            yield sum((mm_id >> bit & 1) * (folio.nr_pages + 1) ** bit for bit in range(bits))
            mm_id >>= bits

    def page_mapcount(self, folio: Folio, page: int) -> Reading:
        mapcount = yield self._mapcount.read(folio, page)
        return mapcount + (yield self._entire_mapcount.read(folio))

    def folio_mapcount(self, folio: Folio) -> Reading:
        return (yield (self._total_mapcount if folio.large else self._mapcount).read(folio))

    def mapped(self, folio: Folio) -> Reading:
        return (yield (self._total_mapcount if folio.large else self._mapcount).read(folio)) > 0

    def shared(self, folio: Folio) -> Reading:
        """Shared, unless there is a number of which every sum is so many times as there are entries."""
        entries = yield (self._total_mapcount if folio.large else self._mapcount).read(folio)
        if entries <= 1 or entries > folio.nr_pages:
            return entries > 1
        for counter in self._sums(folio):
            number, rest = divmod((yield counter.read(folio)), entries)
            if rest or not self._is_number(number, folio.nr_pages + 1):
                return True
        return False

    def _is_number(self, number: int, base: int) -> bool:
        while number:
            number, digit = divmod(number, base)
            if digit > 1:
                return False
        return True


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [RmapIds]
