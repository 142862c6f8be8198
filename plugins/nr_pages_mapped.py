"""_nr_pages_mapped counts the pages that PTEs map, and has a bit for the PMDs: Linux 6.2 to 6.9."""

from __future__ import annotations

from mmtui import Claim, Counter, Counting, Folio, Per, Question, Reading, Scheme, Vma, hookimpl

ENTIRELY_MAPPED = 0x800000
"""Stands in ``_nr_pages_mapped`` for "some PMD maps all pages"; COMPOUND_MAPPED until v6.7."""
FOLIO_PAGES_MAPPED = ENTIRELY_MAPPED - 1
"""The rest of ``_nr_pages_mapped``: how many pages some PTE maps."""


class NrPagesMapped(Scheme):
    """Count the pages that PTEs map in one word, with a high bit for the PMDs, so that no scan is needed.

    Each page counts its PTEs in ``_mapcount``, the folio its PMDs in ``_entire_mapcount``.  When one of
    these goes from 0 to 1 or back, ``_nr_pages_mapped`` follows: by 1 for a page, by the bit for the
    PMDs.  What it answers says at once which pages are new or gone, and anonymous folios and those of
    files are counted alike: nobody needs PG_double_map.  Commit cb67f4282bf9 ("mm,thp,rmap: simplify
    compound page mapcount handling") (in v6.2) began it and 4b51634cd16a ("mm,thp,rmap: subpages_mapcount
    COMPOUND_MAPPED if PMD-mapped") (in v6.2) gave it this form.

    The two words change one after the other.  Three CPUs can come in such an order that the statistics
    drift for ever; the clamps against it are in ``map_pmd`` and ``unmap_pmd``.

    Whether a folio is shared is guessed from its first page: ``folio_estimated_sharers()`` (v6.3).
    """

    name = "nr-pages-mapped"
    title = "one count of mapped pages with a bit for PMDs"
    kernels = "6.2 to 6.9"
    cites = (
        'commit cb67f4282bf9 ("mm,thp,rmap: simplify compound page mapcount handling") (in v6.2)',
        'commit 4b51634cd16a ("mm,thp,rmap: subpages_mapcount COMPOUND_MAPPED if PMD-mapped") (in v6.2)',
    )
    exact = frozenset(Question) - {Question.SHARED, Question.PARTLY_MAPPED}
    estimates = frozenset({Question.SHARED, Question.PARTLY_MAPPED})
    never_misses = frozenset({Question.PARTLY_MAPPED})

    _entire_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _nr_pages_mapped = Counter(large_only=True, where="page[1]")
    _mapcount = Counter(Per.PAGE, bias=-1)

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """folio_add_new_anon_rmap() in mm/rmap.c: nobody else can look, plain stores will do."""
        for page in pages:
            yield self._mapcount.set(folio, 1, page)
        if folio.large:
            yield self._nr_pages_mapped.set(folio, len(pages))
        return Claim(first=len(pages))

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """folio_add_new_anon_rmap(), PMD-mappable."""
        yield self._entire_mapcount.set(folio, 1)
        yield self._nr_pages_mapped.set(folio, ENTIRELY_MAPPED)
        return Claim(first=folio.nr_pages)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_add_rmap() of v6.8, RMAP_LEVEL_PTE: page by page."""
        first = 0
        for page in pages:
            new = (yield self._mapcount.inc(folio, page)) == 1
            if new and folio.large:
                new = (yield self._nr_pages_mapped.inc(folio)) < ENTIRELY_MAPPED
            first += new
        return Claim(first=first)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_remove_rmap() of v6.8: each page that nobody maps any more queues an anonymous folio.

        It is queued even if this was the last unmap of the whole folio.
        """
        gone, last = 0, False
        for page in pages:
            unmapped = (yield self._mapcount.dec(folio, page)) == 0
            if unmapped and folio.large:
                mapped = yield self._nr_pages_mapped.dec(folio)
                unmapped, last = mapped < ENTIRELY_MAPPED, mapped == 0
            gone += unmapped
        if not folio.large:
            return Claim(gone=gone, last=gone == 1, partly=False)
        return Claim(gone=gone, last=last, partly=folio.anon and gone > 0)

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_add_rmap(), RMAP_LEVEL_PMD: new are the pages that no PTE maps."""
        first = 0
        if (yield self._entire_mapcount.inc(folio)) == 1:
            mapped = yield self._nr_pages_mapped.add(folio, ENTIRELY_MAPPED)
            # twice the bit: we overtook the unmap of the last PMD, which has left the pages counted
            if mapped < 2 * ENTIRELY_MAPPED:
                first = max(0, folio.nr_pages - (mapped & FOLIO_PAGES_MAPPED))
        return Claim(first=first)

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_remove_rmap(), RMAP_LEVEL_PMD: gone are the pages that no PTE maps."""
        gone, last = 0, False
        if (yield self._entire_mapcount.dec(folio)) == 0:
            mapped = yield self._nr_pages_mapped.add(folio, -ENTIRELY_MAPPED)
            last = mapped == 0
            # the bit is still there: the map of another first PMD overtook us
            if mapped < ENTIRELY_MAPPED:
                gone = max(0, folio.nr_pages - (mapped & FOLIO_PAGES_MAPPED))
        return Claim(gone=gone, last=last, partly=folio.anon and 0 < gone < folio.nr_pages)

    def dup_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_dup_file_rmap(), __folio_try_dup_anon_rmap(): the parent maps them, none is the first."""
        for page in pages:
            yield self._mapcount.inc(folio, page)
        return Claim(first=0)

    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_try_dup_anon_rmap(), RMAP_LEVEL_PMD."""
        yield self._entire_mapcount.inc(folio)
        return Claim(first=0)

    def page_mapcount(self, folio: Folio, page: int) -> Reading:
        """page_mapcount() in include/linux/mm.h: two reads that are not one moment."""
        mapcount = yield self._mapcount.read(folio, page)
        return mapcount + (yield self._entire_mapcount.read(folio))

    def folio_mapcount(self, folio: Folio) -> Reading:
        """folio_total_mapcount() in mm/rmap.c: looks at every page unless no PTE maps any."""
        mapcount = yield self._entire_mapcount.read(folio)
        if folio.large and not (yield self._nr_pages_mapped.read(folio)) & FOLIO_PAGES_MAPPED:
            return mapcount
        for page in folio.pages:
            mapcount += yield self._mapcount.read(folio, page)
        return mapcount

    def mapped(self, folio: Folio) -> Reading:
        """folio_large_is_mapped() in include/linux/mm.h; a small folio has only its ``_mapcount``."""
        if not folio.large:
            return (yield self._mapcount.read(folio)) > 0
        return (yield self._nr_pages_mapped.read(folio)) > 0 or (yield self._entire_mapcount.read(folio)) > 0

    def shared(self, folio: Folio) -> Reading:
        """folio_estimated_sharers() in include/linux/mm.h: as often as the first page is mapped."""
        mapcount = yield self._mapcount.read(folio)
        return mapcount + (yield self._entire_mapcount.read(folio)) > 1


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [NrPagesMapped]
