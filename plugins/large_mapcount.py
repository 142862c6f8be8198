"""_large_mapcount counts the entries, _nr_pages_mapped the pages: Linux 6.10 to 6.14."""

from __future__ import annotations

from mmtui import Claim, Counter, Counting, Folio, Per, Question, Reading, Scheme, Vma, hookimpl

ENTIRELY_MAPPED = 0x800000
"""Stands in ``_nr_pages_mapped`` for "some PMD maps all pages"."""
FOLIO_PAGES_MAPPED = ENTIRELY_MAPPED - 1
"""The rest of ``_nr_pages_mapped``: how many pages some PTE maps."""


class LargeMapcount(Scheme):
    """Count the entries that map the folio, beside the pages that PTEs and the folio that PMDs map.

    ``_large_mapcount`` answers at once how many entries there are, and whether any: commit 05c5323b2a34
    ("mm: track mapcount of large folios in single value") (in v6.10).  The first map and the last unmap
    of each page are found by ``_nr_pages_mapped``, one word that holds the number of pages with a PTE
    and a high bit for the PMDs, so that one atomic learns of both: nobody needs PG_double_map.

    What is left is a guess: is the folio shared?  More entries than pages prove that some page is
    mapped twice.  With fewer, ``folio_likely_mapped_shared()`` believes the first page, and two
    processes that map different halves look like one.

    The three fields of the folio lie over its first tail page: in ``struct folio`` of v6.12
    (include/linux/mm_types.h) they stand in the union with ``__page_1``.

    Here the atomics are those of v6.12: the entries of a batch are counted together.  ``split_pmd`` is
    one batch of maps, then an unmap of the PMD.
    """

    name = "large-mapcount"
    title = "one count of entries, one of mapped pages"
    kernels = "6.10 to 6.14"
    cites = ('commit 05c5323b2a34 ("mm: track mapcount of large folios in single value") (in v6.10)',)
    exact = frozenset(Question) - {Question.SHARED}
    estimates = frozenset({Question.SHARED})

    _large_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _entire_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _nr_pages_mapped = Counter(large_only=True, where="page[1]")
    _mapcount = Counter(Per.PAGE, bias=-1)

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """folio_add_new_anon_rmap() in mm/rmap.c: nobody else can look, plain stores will do."""
        for page in pages:
            yield self._mapcount.set(folio, 1, page)
        if folio.large:
            yield self._large_mapcount.set(folio, len(pages))
            yield self._nr_pages_mapped.set(folio, len(pages))
        return Claim(first=len(pages))

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """folio_add_new_anon_rmap(), PMD-mappable."""
        yield self._entire_mapcount.set(folio, 1)
        yield self._large_mapcount.set(folio, 1)
        yield self._nr_pages_mapped.set(folio, ENTIRELY_MAPPED)
        return Claim(first=folio.nr_pages)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_add_rmap(), RMAP_LEVEL_PTE."""
        first = 0
        for page in pages:
            first += (yield self._mapcount.inc(folio, page)) == 1
        if folio.large:
            if first and (yield self._nr_pages_mapped.add(folio, first)) >= ENTIRELY_MAPPED:
                first = 0
            yield self._large_mapcount.add(folio, len(pages))
        return Claim(first=first)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_remove_rmap(), RMAP_LEVEL_PTE."""
        if not folio.large:
            mapcount = yield self._mapcount.dec(folio)
            return Claim(gone=int(mapcount == 0), last=mapcount == 0, partly=False)
        entries = yield self._large_mapcount.add(folio, -len(pages))
        gone = 0
        for page in pages:
            gone += (yield self._mapcount.dec(folio, page)) == 0
        if gone and (yield self._nr_pages_mapped.add(folio, -gone)) >= ENTIRELY_MAPPED:
            gone = 0
        partly = gone > 0 and (yield self._nr_pages_mapped.read(folio)) > 0
        return Claim(gone=gone, last=entries == 0, partly=folio.anon and partly)

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_add_rmap(), RMAP_LEVEL_PMD: new are the pages that no PTE maps."""
        first = 0
        if (yield self._entire_mapcount.inc(folio)) == 1:
            mapped = yield self._nr_pages_mapped.add(folio, ENTIRELY_MAPPED)
            # twice the bit: we overtook the unmap of the last PMD, which has left the pages counted
            if mapped < 2 * ENTIRELY_MAPPED:
                first = max(0, folio.nr_pages - (mapped & FOLIO_PAGES_MAPPED))
        yield self._large_mapcount.inc(folio)
        return Claim(first=first)

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_remove_rmap(), RMAP_LEVEL_PMD: gone are the pages that no PTE maps."""
        entries = yield self._large_mapcount.dec(folio)
        gone = 0
        if (yield self._entire_mapcount.dec(folio)) == 0:
            mapped = yield self._nr_pages_mapped.add(folio, -ENTIRELY_MAPPED)
            # the bit is still there: the map of another first PMD overtook us
            if mapped < ENTIRELY_MAPPED:
                gone = max(0, folio.nr_pages - (mapped & FOLIO_PAGES_MAPPED))
        return Claim(gone=gone, last=entries == 0, partly=folio.anon and 0 < gone < folio.nr_pages)

    def dup_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_dup_file_rmap(), __folio_try_dup_anon_rmap(): the parent maps them, none is the first."""
        for page in pages:
            yield self._mapcount.inc(folio, page)
        if folio.large:
            yield self._large_mapcount.add(folio, len(pages))
        return Claim(first=0)

    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_try_dup_anon_rmap(), RMAP_LEVEL_PMD."""
        yield self._entire_mapcount.inc(folio)
        yield self._large_mapcount.inc(folio)
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
        """folio_likely_mapped_shared() in include/linux/mm.h."""
        entries = yield (self._large_mapcount if folio.large else self._mapcount).read(folio)
        if entries <= 1 or not folio.large:
            return entries > 1
        if entries > folio.nr_pages or (yield self._entire_mapcount.read(folio)) > 0:
            return True
        return (yield self._mapcount.read(folio)) > 1


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [LargeMapcount]
