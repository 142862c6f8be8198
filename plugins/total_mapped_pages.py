"""One total of mapped pages in place of every other count: a proposal of April 2026."""

from __future__ import annotations

from mmtui import (
    Claim,
    Counter,
    Counting,
    Folio,
    Locked,
    OwnerSlots,
    Per,
    Question,
    Reading,
    Scheme,
    Vma,
    hookimpl,
)


class TotalMappedPages(OwnerSlots, Scheme):
    """``no-page-mapcount`` without ``_entire_mapcount``: what PMDs map is in a total of pages instead.

    Each change adds to the number of entries, in which a PMD is 1, and to the number of mapped pages,
    in which it is as many as it maps, both under the lock of the owner slots: one atomic for any event.
    The difference of the two says whether a PMD maps the folio, the average how often a page is mapped,
    and a total below the number of pages that some page is not.  It also suits folios larger than a PMD.
    """

    name = "total-mapped-pages"
    title = "entries, a total of mapped pages, two owners"
    kernels = "proposed April 2026"
    cites = ("David Hildenbrand, RFC to remove CONFIG_PAGE_MAPCOUNT, linux-mm, 12 April 2026, patch 13/13",)
    exact = frozenset({Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.LAST_OF_FOLIO})
    estimates = frozenset({Question.PAGE_MAPCOUNT, Question.PARTLY_MAPPED, Question.SHARED})
    never_misses = frozenset({Question.SHARED})
    never_invents = frozenset({Question.PARTLY_MAPPED})
    exact_for_two = frozenset({Question.SHARED})

    _total_mapped_pages = Counter(bits=64, large_only=True, where="page[1]")
    _mapcount = Counter(Per.PAGE, bias=-1)
    """Of small folios."""

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """Nobody else can look, plain stores will do."""
        if not folio.large:
            yield self._mapcount.set(folio, 1)
            return Claim(first=1)
        return (yield from self._new(folio, len(pages), len(pages), vma))

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        return self._new(folio, 1, folio.nr_pages, vma)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        if not folio.large:
            return Claim(first=int((yield self._mapcount.inc(folio)) == 1))
        return (yield from self._added(folio, len(pages), len(pages), vma))

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        if not folio.large:
            mapcount = yield self._mapcount.dec(folio)
            return Claim(gone=int(mapcount == 0), last=mapcount == 0, partly=False)
        return (yield from self._removed(folio, len(pages), len(pages), vma))

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        return self._added(folio, 1, folio.nr_pages, vma)

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        return self._removed(folio, 1, folio.nr_pages, vma)

    def _new(self, folio: Folio, entries: int, pages: int, vma: Vma) -> Counting:
        yield from self.folio_set_large_mapcount(folio, entries, vma)
        yield self._total_mapped_pages.set(folio, pages)
        return Claim(first=folio.nr_pages)

    def _added(self, folio: Folio, entries: int, pages: int, vma: Vma) -> Counting:
        also = self._and_total(folio, pages)
        mapcount = yield from self.folio_add_large_mapcount(folio, entries, vma, also)
        return Claim(first=folio.nr_pages if mapcount == entries else 0)

    def _removed(self, folio: Folio, entries: int, pages: int, vma: Vma) -> Counting:
        also = self._and_total(folio, -pages)
        mapcount = yield from self.folio_sub_large_mapcount(folio, entries, vma, also)
        if mapcount == 0:
            return Claim(gone=folio.nr_pages, last=True, partly=False)
        partly = (yield self._total_mapped_pages.read(folio)) < folio.nr_pages
        return Claim(gone=0, last=False, partly=folio.anon and partly)

    def _and_total(self, folio: Folio, pages: int) -> Locked:
        total = yield self._total_mapped_pages.read(folio)
        yield self._total_mapped_pages.set(folio, total + pages)

    def page_mapcount(self, folio: Folio, page: int) -> Reading:
        """The average, at least 1 while anything is mapped."""
        if not folio.large:
            return (yield self._mapcount.read(folio))
        total = yield self._total_mapped_pages.read(folio)
        return max(1, (total + folio.nr_pages // 2) // folio.nr_pages) if total else 0

    def folio_mapcount(self, folio: Folio) -> Reading:
        return (yield (self._large_mapcount if folio.large else self._mapcount).read(folio))

    def mapped(self, folio: Folio) -> Reading:
        return (yield from self.folio_mapcount(folio)) != 0

    def shared(self, folio: Folio) -> Reading:
        if not folio.large:
            return (yield self._mapcount.read(folio)) > 1
        return (yield from self.folio_maybe_mapped_shared(folio))


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [TotalMappedPages]
