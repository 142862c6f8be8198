"""An exercise: ``vma-count`` that asks whether a place is in use, and not by what."""

from __future__ import annotations

from mmtui import (
    NOTHING,
    Claim,
    Counter,
    Counting,
    Folio,
    Per,
    Question,
    Reading,
    Scheme,
    Vma,
    hookimpl,
    scan,
)


class VmaCountAnyEntry(Scheme):
    """``vma-count``, but the search for other pages of the folio stops at any entry.

    The places where the folio's pages lie in a VMA need not hold them: in a private mapping of a file a
    write puts a copy there, which is another folio.  Whoever takes it for one of this folio leaves the VMA
    counted for ever.
    """

    name = "vma-count-any-entry"
    title = "vma-count that takes any entry for one of the folio"
    cites = ('Matthew Wilcox, "folio mapcount", linux-mm, December 2021',)
    exact = frozenset({Question.MAPPED, Question.LAST_OF_FOLIO})
    estimates = frozenset({Question.SHARED})
    never_misses = frozenset({Question.SHARED})

    _mapcount = Counter(Per.PAGE, bias=-1, where="page[0]")

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """Nobody else can look, a plain store will do."""
        yield self._mapcount.set(folio, 1)
        return Claim(first=folio.nr_pages)

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        return self.new_ptes(folio, folio.pages, vma)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """Who maps all pages at once maps the first one; who maps a part must look."""
        if len(pages) < folio.nr_pages and (yield scan(vma, pages, of_any=True)):
            return Claim(first=0)
        vmas = yield self._mapcount.inc(folio)
        return Claim(first=folio.nr_pages if vmas == 1 else 0)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """The VMA is counted out with its last entry."""
        if len(pages) < folio.nr_pages and (yield scan(vma, pages, of_any=True)):
            return Claim(gone=0, last=False)
        vmas = yield self._mapcount.dec(folio)
        return Claim(gone=0 if vmas else folio.nr_pages, last=vmas == 0)

    def split_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """The same VMA maps the same pages."""
        return NOTHING
        yield

    def move_ptes(self, folio: Folio, pages: range, vma: Vma, to: Vma) -> Counting:
        """A part has moved: ``to`` may map the folio since now, ``vma`` may map it no more."""
        if len(pages) == folio.nr_pages:
            return NOTHING
        if not (yield scan(to, pages, of_any=True)):
            yield self._mapcount.inc(folio)
        if not (yield scan(vma, pages, of_any=True)):
            yield self._mapcount.dec(folio)
        return NOTHING

    def split_vma(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        """One VMA that maps the folio has become two, if there are entries on both sides."""
        if (yield scan(low, of_any=True)) and (yield scan(high, of_any=True)):
            yield self._mapcount.inc(folio)
        return NOTHING

    def merge_vmas(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        """Two VMAs that map the folio become one; forgotten, it would look mapped for ever."""
        if (yield scan(low, of_any=True)) and (yield scan(high, of_any=True)):
            yield self._mapcount.dec(folio)
        return NOTHING

    def mapped(self, folio: Folio) -> Reading:
        return (yield self._mapcount.read(folio)) > 0

    def shared(self, folio: Folio) -> Reading:
        """One VMA is one process.  Two may be two, or one that cut its memory into pieces."""
        return (yield self._mapcount.read(folio)) > 1


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [VmaCountAnyEntry]
