"""Two owners are known by name, so that "mine alone" is never said wrongly: Linux since 6.15."""

from __future__ import annotations

from mmtui import Claim, Counter, Counting, Folio, OwnerSlots, Per, Question, Reading, Scheme, Vma, hookimpl

ENTIRELY_MAPPED = 0x800000
"""Stands in ``_nr_pages_mapped`` for "some PMD maps all pages"."""
FOLIO_PAGES_MAPPED = ENTIRELY_MAPPED - 1
"""The rest of ``_nr_pages_mapped``: how many pages some PTE maps."""


class MmOwners(OwnerSlots, Scheme):
    """``large-mapcount``, and two slots that say which processes map the folio and how often each.

    The question that the earlier schemes could only guess, "does one process own it?", is what
    copy-on-write wants to know after a child has gone.  With at most two processes at a time the slots
    answer it exactly.  A third finds no slot and is only remembered as "maybe shared"; that may stay too
    long, but never goes too early: nobody is told that a shared folio is his alone.

    ``_large_mapcount`` and the slots change together under one bit spinlock, which costs the one atomic
    that adding to ``_large_mapcount`` cost before.  The rest is as in v6.14.
    """

    name = "mm-owners"
    title = "as large-mapcount, with two owner slots"
    kernels = "6.15 and later"
    cites = (
        'commit 6af8cb80d3a9 ("mm/rmap: basic MM owner tracking for large folios (!hugetlb)") (in v6.15)',
    )
    exact = frozenset(Question) - {Question.SHARED}
    estimates = frozenset({Question.SHARED})
    never_misses = frozenset({Question.SHARED})
    exact_for_two = frozenset({Question.SHARED})

    _entire_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _nr_pages_mapped = Counter(large_only=True, where="page[1]")
    _mapcount = Counter(Per.PAGE, bias=-1)

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """folio_add_new_anon_rmap() in mm/rmap.c: nobody else can look, plain stores will do."""
        for page in pages:
            yield self._mapcount.set(folio, 1, page)
        if folio.large:
            yield from self.folio_set_large_mapcount(folio, len(pages), vma)
            yield self._nr_pages_mapped.set(folio, len(pages))
        return Claim(first=len(pages))

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """folio_add_new_anon_rmap(), PMD-mappable."""
        yield self._entire_mapcount.set(folio, 1)
        yield from self.folio_set_large_mapcount(folio, 1, vma)
        yield self._nr_pages_mapped.set(folio, ENTIRELY_MAPPED)
        return Claim(first=folio.nr_pages)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_add_rmap(), PTE level."""
        first = 0
        for page in pages:
            first += (yield self._mapcount.inc(folio, page)) == 1
        if folio.large:
            if first and (yield self._nr_pages_mapped.add(folio, first)) >= ENTIRELY_MAPPED:
                first = 0
            yield from self.folio_add_large_mapcount(folio, len(pages), vma)
        return Claim(first=first)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_remove_rmap(), PTE level."""
        if not folio.large:
            mapcount = yield self._mapcount.dec(folio)
            return Claim(gone=int(mapcount == 0), last=mapcount == 0, partly=False)
        entries = yield from self.folio_sub_large_mapcount(folio, len(pages), vma)
        gone = 0
        for page in pages:
            gone += (yield self._mapcount.dec(folio, page)) == 0
        if gone and (yield self._nr_pages_mapped.add(folio, -gone)) >= ENTIRELY_MAPPED:
            gone = 0
        partly = gone > 0 and (yield self._nr_pages_mapped.read(folio)) > 0
        return Claim(gone=gone, last=entries == 0, partly=folio.anon and partly)

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_add_rmap(), PMD level: new are the pages that no PTE maps."""
        first = 0
        if (yield self._entire_mapcount.inc(folio)) == 1:
            mapped = yield self._nr_pages_mapped.add(folio, ENTIRELY_MAPPED)
            # twice the bit: we overtook the unmap of the last PMD, which has left the pages counted
            if mapped < 2 * ENTIRELY_MAPPED:
                first = max(0, folio.nr_pages - (mapped & FOLIO_PAGES_MAPPED))
        yield from self.folio_add_large_mapcount(folio, 1, vma)
        return Claim(first=first)

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_remove_rmap(), PMD level: gone are the pages that no PTE maps."""
        entries = yield from self.folio_sub_large_mapcount(folio, 1, vma)
        gone = 0
        if (yield self._entire_mapcount.dec(folio)) == 0:
            mapped = yield self._nr_pages_mapped.add(folio, -ENTIRELY_MAPPED)
            # the bit is still there: the map of another first PMD overtook us
            if mapped < ENTIRELY_MAPPED:
                gone = max(0, folio.nr_pages - (mapped & FOLIO_PAGES_MAPPED))
        return Claim(gone=gone, last=entries == 0, partly=folio.anon and 0 < gone < folio.nr_pages)

    def dup_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_try_dup_anon_rmap(), PTE level: the parent maps them, none is the first."""
        for page in pages:
            yield self._mapcount.inc(folio, page)
        if folio.large:
            yield from self.folio_add_large_mapcount(folio, len(pages), vma)
        return Claim(first=0)

    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_try_dup_anon_rmap(), PMD level."""
        yield self._entire_mapcount.inc(folio)
        yield from self.folio_add_large_mapcount(folio, 1, vma)
        return Claim(first=0)

    def page_mapcount(self, folio: Folio, page: int) -> Reading:
        """folio_precise_page_mapcount() in fs/proc/internal.h."""
        mapcount = yield self._mapcount.read(folio, page)
        return mapcount + (yield self._entire_mapcount.read(folio))

    def folio_mapcount(self, folio: Folio) -> Reading:
        """folio_mapcount() in include/linux/mm.h."""
        return (yield (self._large_mapcount if folio.large else self._mapcount).read(folio))

    def mapped(self, folio: Folio) -> Reading:
        """folio_mapped() in include/linux/mm.h."""
        return (yield from self.folio_mapcount(folio)) != 0

    def shared(self, folio: Folio) -> Reading:
        """folio_maybe_mapped_shared() in include/linux/mm.h."""
        if not folio.large:
            return (yield self._mapcount.read(folio)) > 1
        return (yield from self.folio_maybe_mapped_shared(folio))


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [MmOwners]
