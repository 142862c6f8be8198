"""no-page-state as it can be done: how many entries there are, and how many pages they map in total."""

from __future__ import annotations

from mmtui import Claim, Counter, Counting, Folio, Question, Reading, Scheme, Vma, hookimpl


class NoPageStateSolved(Scheme):
    """Two numbers for the folio.  A PMD is one entry, and maps as many pages as the folio has.

    No entries are left at the last unmap.  Fewer mapped pages than the folio has, each counted as often as it
    is mapped, prove that some page is not mapped; the other way round it proves nothing.
    """

    name = "no-page-state-solved"
    title = "entries, and a total of mapped pages"
    exact = frozenset({Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.LAST_OF_FOLIO})
    estimates = frozenset({Question.PARTLY_MAPPED})
    never_invents = frozenset({Question.PARTLY_MAPPED})

    _large_mapcount = Counter(bias=-1)
    _total_mapped_pages = Counter()

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """As many entries as pages."""
        return (yield from self._added(folio, len(pages), len(pages)))

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """As many entries as pages."""
        return (yield from self._removed(folio, len(pages), len(pages)))

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """One entry for all pages."""
        return (yield from self._added(folio, 1, folio.nr_pages))

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """One entry for all pages."""
        return (yield from self._removed(folio, 1, folio.nr_pages))

    def _added(self, folio: Folio, entries: int, pages: int) -> Counting:
        yield self._large_mapcount.add(folio, entries)
        yield self._total_mapped_pages.add(folio, pages)
        return Claim()

    def _removed(self, folio: Folio, entries: int, pages: int) -> Counting:
        left = yield self._large_mapcount.add(folio, -entries)
        total = yield self._total_mapped_pages.add(folio, -pages)
        return Claim(last=left == 0, partly=folio.anon and 0 < total < folio.nr_pages)

    def folio_mapcount(self, folio: Folio) -> Reading:
        return (yield self._large_mapcount.read(folio))

    def mapped(self, folio: Folio) -> Reading:
        return (yield self._large_mapcount.read(folio)) > 0


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [NoPageStateSolved]
