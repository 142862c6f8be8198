"""compound_mapcount, _mapcount and PG_double_map: Linux 4.5 to 6.1."""

from mmtui import NOTHING, Claim, Counter, Counting, Folio, Per, Question, Reading, Scheme, Vma, hookimpl


class DoubleMap(Scheme):
    """Count PMD mappings once for the folio and PTE mappings in each page.

    A PMD map costs one atomic.  The price is paid when a page's count is spread over two
    counters: who knows that the last mapping of one page went away?  For an anonymous folio,
    the first PMD split that leaves another PMD mapping raises every ``_mapcount`` by one and
    sets PG_double_map; that one stands for "somebody has the PMD", and goes with the last of
    them.  A file folio counts every mapping in its pages, and uses the flag only as a note.
    """

    name = "double-map"
    title = "one count for PMDs, one in each page for PTEs, and a flag"
    kernels = "4.5 to 6.1"
    cites = ('commit 53f9263baba6 ("mm: rework mapcount accounting to enable 4k mapping of THPs") (in v4.5)',)
    exact = frozenset(
        {
            Question.PAGE_MAPCOUNT,
            Question.FOLIO_MAPCOUNT,
            Question.MAPPED,
            Question.LAST_OF_PAGE,
            Question.PARTLY_MAPPED,
        }
    )
    estimates = frozenset({Question.SHARED})

    compound_mapcount = Counter(bias=-1)
    _mapcount = Counter(Per.PAGE, bias=-1)
    double_map = Counter(bits=1, name="PG_double_map")

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """page_add_anon_rmap(), page_add_file_rmap()."""
        first = 0
        for page in pages:
            first += (yield self._mapcount.inc(folio, page)) == 1
        if folio.large and not folio.anon:
            yield self.double_map.set(folio, 1)
        return Claim(first=first)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """page_remove_rmap(): a page that becomes unmapped queues an anonymous folio."""
        gone = 0
        for page in pages:
            gone += (yield self._mapcount.dec(folio, page)) == 0
        return Claim(gone=gone, partly=folio.large and folio.anon and gone > 0)
