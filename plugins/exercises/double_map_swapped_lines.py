"""An exercise: ``double-map`` with two lines of the PMD split the other way round."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias

from mmtui import NOTHING, Claim, Counter, Counting, Folio, Per, Question, Scheme, Vma, hookimpl

Number: TypeAlias = Generator[Any, int, int]


class DoubleMapSwappedLines(Scheme):
    """``double-map``, but a split lowers ``compound_mapcount`` before it sets PG_double_map.

    On one CPU it comes to the same.  It is the order of two lines in ``split_pmd()``, and only another CPU
    that unmaps its PMD in between can tell.
    """

    name = "double-map-swapped-lines"
    title = "double-map that lowers compound_mapcount before it sets the flag"
    cites = ('commit 53f9263baba6 ("mm: rework mapcount accounting to enable 4k mapping of THPs") (in v4.5)',)
    exact = frozenset(
        {Question.PAGE_MAPCOUNT, Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.LAST_OF_PAGE}
    )
    estimates = frozenset({Question.PARTLY_MAPPED, Question.SHARED})
    never_misses = frozenset({Question.PARTLY_MAPPED})

    compound_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _mapcount = Counter(Per.PAGE, bias=-1)
    double_map = Counter(bits=1, name="PG_double_map", large_only=True, where="page[1].flags")

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """page_add_new_anon_rmap() in mm/rmap.c: nobody else can look, a plain store will do."""
        for page in pages:
            yield self._mapcount.set(folio, 1, page)
        return Claim(first=len(pages))

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """page_add_new_anon_rmap(), compound."""
        yield self.compound_mapcount.set(folio, 1)
        return Claim(first=folio.nr_pages)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """page_add_anon_rmap(), page_add_file_rmap()."""
        if folio.large and not folio.anon:
            yield self.double_map.set(folio, 1)
        return Claim(first=(yield from self._added(folio, pages)))

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """page_remove_rmap(), page by page: each that nobody maps any more queues the folio.

        It is queued even if the next page, and the one after, will be unmapped as well.
        """
        gone = yield from self._removed(folio, pages)
        return Claim(gone=gone, partly=folio.large and folio.anon and gone > 0)

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """page_add_anon_rmap() with RMAP_COMPOUND."""
        if not folio.anon:
            return (yield from self._map_file_pmd(folio))
        pmds = yield self.compound_mapcount.inc(folio)
        return Claim(first=folio.nr_pages if pmds == 1 else 0)

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """page_remove_anon_compound_rmap(): the last PMD takes along what the flag stands for."""
        if not folio.anon:
            return (yield from self._unmap_file_pmd(folio))
        if (yield self.compound_mapcount.dec(folio)) > 0:
            return Claim(gone=0, partly=False)
        gone = folio.nr_pages
        if (yield self.double_map.exchange(folio, 0)):
            gone = yield from self._removed(folio, folio.pages)
        return Claim(gone=gone, partly=0 < gone < folio.nr_pages)

    def dup_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """page_dup_file_rmap(), page_try_dup_anon_rmap(): the parent maps them, so none is the first."""
        yield from self._added(folio, pages)
        return Claim(first=0)

    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """page_try_dup_anon_rmap(), compound; fork copies no PMD of a file."""
        yield self.compound_mapcount.inc(folio)
        return Claim(first=0)

    def split_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__split_huge_pmd_locked() in mm/huge_memory.c, with ``compound_mapcount`` lowered first.

        The kernel sets the flag before that, for whoever unmaps the last PMD in between finds none.
        """
        yield from self._added(folio, folio.pages)
        left = yield self.compound_mapcount.dec(folio)
        if left > 0 and not (yield self.double_map.exchange(folio, 1)):
            yield from self._added(folio, folio.pages)
        if left == 0 and (yield self.double_map.exchange(folio, 0)):
            yield from self._removed(folio, folio.pages)
        return NOTHING

    def _map_file_pmd(self, folio: Folio) -> Counting:
        # page_add_file_rmap(), compound; here the folio is locked, so the flag can be cleared: commit
        # bd55b0c2d64e ("mm/thp: ClearPageDoubleMap in first page_add_file_rmap()") (in v5.18)
        first = yield from self._added(folio, folio.pages)
        if (yield self.compound_mapcount.inc(folio)) == 1 and first == folio.nr_pages:
            yield self.double_map.set(folio, 0)
        return Claim(first=first)

    def _unmap_file_pmd(self, folio: Folio) -> Counting:
        # page_remove_file_rmap(), compound; a file folio is not queued
        gone = yield from self._removed(folio, folio.pages)
        yield self.compound_mapcount.dec(folio)
        return Claim(gone=gone, partly=False)

    def _added(self, folio: Folio, pages: range) -> Number:
        first = 0
        for page in pages:
            first += (yield self._mapcount.inc(folio, page)) == 1
        return first

    def _removed(self, folio: Folio, pages: range) -> Number:
        gone = 0
        for page in pages:
            gone += (yield self._mapcount.dec(folio, page)) == 0
        return gone

    def page_mapcount(self, folio: Folio, page: int) -> Number:
        """__page_mapcount() in mm/util.c: three reads that are not one moment."""
        mapcount = yield self._mapcount.read(folio, page)
        if folio.anon:
            mapcount += yield self.compound_mapcount.read(folio)
            mapcount -= yield self.double_map.read(folio)
        return mapcount

    def folio_mapcount(self, folio: Folio) -> Number:
        """folio_mapcount() in mm/util.c, which looks at every page."""
        mapcount = pmds = yield self.compound_mapcount.read(folio)
        for page in folio.pages:
            mapcount += yield self._mapcount.read(folio, page)
        again = (yield self.double_map.read(folio)) if folio.anon else pmds
        return mapcount - again * folio.nr_pages

    def mapped(self, folio: Folio) -> Number:
        """folio_mapped() in mm/util.c."""
        if (yield self.compound_mapcount.read(folio)) > 0:
            return True
        for page in folio.pages:
            if (yield self._mapcount.read(folio, page)) > 0:
                return True
        return False

    def shared(self, folio: Folio) -> Number:
        """A guess, for nobody counts processes.

        Of a folio with a PMD madvise_cold_or_pageout_pte_range() in mm/madvise.c asks if there is
        another entry; otherwise migrate_page_add() in mm/mempolicy.c takes the head page's word for all.
        """
        if (yield self.compound_mapcount.read(folio)) > 0:
            return (yield from self.folio_mapcount(folio)) > 1
        return (yield from self.page_mapcount(folio, 0)) > 1


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [DoubleMapSwappedLines]
