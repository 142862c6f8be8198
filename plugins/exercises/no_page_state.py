"""An exercise: a count in every page, which a folio of eight bytes has no room for."""

from __future__ import annotations

from mmtui import Claim, Counter, Counting, Folio, Per, Question, Reading, Scheme, Vma, hookimpl


class NoPageState(Scheme):
    """Count PTEs in each page and PMDs in the folio.

    Everything that is claimed here is right.  But each page has a counter of 32 bits, and whoever asks about
    the folio reads all of them.
    """

    name = "no-page-state"
    title = "a count in every page, and one of PMDs"
    exact = frozenset({Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.LAST_OF_FOLIO})
    estimates = frozenset({Question.PARTLY_MAPPED})
    never_invents = frozenset({Question.PARTLY_MAPPED})

    _mapcount = Counter(Per.PAGE, bias=-1)
    _entire_mapcount = Counter(bias=-1, large_only=True)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """PTEs for these pages are about to be set."""
        for page in pages:
            yield self._mapcount.inc(folio, page)
        return Claim()

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """PTEs for these pages were cleared."""
        for page in pages:
            yield self._mapcount.dec(folio, page)
        return (yield from self._left(folio))

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """A PMD that maps all pages is about to be set."""
        yield self._entire_mapcount.inc(folio)
        return Claim()

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """The PMD was cleared."""
        yield self._entire_mapcount.dec(folio)
        return (yield from self._left(folio))

    def _left(self, folio: Folio) -> Counting:
        # what is still mapped: nothing, a part, or all of it
        if folio.large and (yield self._entire_mapcount.read(folio)) > 0:
            return Claim(last=False, partly=False)
        mapped = 0
        for page in folio.pages:
            mapped += (yield self._mapcount.read(folio, page)) > 0
        return Claim(last=mapped == 0, partly=folio.anon and 0 < mapped < folio.nr_pages)

    def folio_mapcount(self, folio: Folio) -> Reading:
        entries = yield self._entire_mapcount.read(folio)
        for page in folio.pages:
            entries += yield self._mapcount.read(folio, page)
        return entries

    def mapped(self, folio: Folio) -> Reading:
        return bool((yield from self.folio_mapcount(folio)))


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [NoPageState]
