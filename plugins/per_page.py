"""Every page counts for itself: file THPs of Linux 4.8 to 6.1."""

from __future__ import annotations

from mmtui import NOTHING, Claim, Counter, Counting, Folio, Per, Question, Reading, Scheme, Vma, hookimpl


class PerPage(Scheme):
    """Count every mapping of a page in that page, whether a PTE or a PMD maps it.

    Nothing can be said more exactly of one page: the unmap that brings its ``_mapcount`` to zero is
    the last one.  But a PMD maps all pages, so it costs as many atomics as there are pages, which is
    what commit 53f9263baba6 ("mm: rework mapcount accounting to enable 4k mapping of THPs") (in v4.5)
    found too expensive.  And whoever asks about the folio has to look at all of its pages, one after
    the other, while they change.

    ``compound_mapcount`` counts the PMDs again, for statistics such as ShmemPmdMapped.  It is a field of
    the first tail page: compound_mapcount_ptr() in include/linux/mm.h is ``&page[1].compound_mapcount``
    (v6.1).
    """

    name = "per-page"
    title = "every page counts every mapping"
    kernels = "file THPs of 4.8 to 6.1"
    cites = ('commit dd78fedde4b9 ("rmap: support file thp") (in v4.8)',)
    exact = frozenset(Question) - {Question.SHARED}
    estimates = frozenset({Question.SHARED})

    compound_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _mapcount = Counter(Per.PAGE, bias=-1)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """page_add_file_rmap() in mm/rmap.c."""
        first = 0
        for page in pages:
            first += (yield self._mapcount.inc(folio, page)) == 1
        return Claim(first=first)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """page_remove_rmap()."""
        gone = 0
        for page in pages:
            gone += (yield self._mapcount.dec(folio, page)) == 0
        last = gone > 0 and not (yield from self.mapped(folio))
        return Claim(gone=gone, last=last, partly=folio.anon and gone > 0 and not last)

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """page_add_file_rmap(), compound."""
        claim = yield from self.map_ptes(folio, folio.pages, vma)
        yield self.compound_mapcount.inc(folio)
        return claim

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """page_remove_file_rmap(), compound."""
        claim = yield from self.unmap_ptes(folio, folio.pages, vma)
        yield self.compound_mapcount.dec(folio)
        return claim

    def split_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """The pages count the PMD already; from now on they mean the PTEs by it."""
        yield self.compound_mapcount.dec(folio)
        return NOTHING

    def page_mapcount(self, folio: Folio, page: int) -> Reading:
        return (yield self._mapcount.read(folio, page))

    def folio_mapcount(self, folio: Folio) -> Reading:
        """total_mapcount() in mm/huge_memory.c: a PMD is in every page, and counts 1."""
        pmds = yield self.compound_mapcount.read(folio)
        mapcount = pmds - pmds * folio.nr_pages
        for page in folio.pages:
            mapcount += yield self._mapcount.read(folio, page)
        return mapcount

    def mapped(self, folio: Folio) -> Reading:
        """page_mapped() in mm/util.c, until a page is found that is."""
        for page in folio.pages:
            if (yield self._mapcount.read(folio, page)) > 0:
                return True
        return False

    def shared(self, folio: Folio) -> Reading:
        """A guess: a page that is mapped twice.

        Two processes that map different pages go unseen, and one that maps a page twice counts as two.
        """
        for page in folio.pages:
            if (yield self._mapcount.read(folio, page)) > 1:
                return True
        return False


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [PerPage]
