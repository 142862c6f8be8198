"""One count for the whole folio: in how many VMAs is any of it mapped?"""

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


class VmaCount(Scheme):
    """Count the VMAs that map any page of the folio, in the head page; the tails count nothing.

    This is the proposal of the mail "folio mapcount": no second counter, no PG_double_map, and a PMD
    split changes nothing, for the VMA that mapped the folio still does.  Mapping or unmapping all of
    the folio costs one atomic, however many entries that takes.

    The price is paid by whoever maps or unmaps a part.  Is it the first of this VMA, or the last?  The
    counter cannot say, so the page table is searched, and every entry read is paid for.  And a VMA
    that is cut in two, merged or moved changes the count although no entry appears or goes away.

    Of one page nothing can be said.  So NR_ANON_MAPPED and NR_FILE_MAPPED take a folio as a whole: its
    first VMA brings in all pages, its last takes them all out.  They never drift, and count too much
    while only a part is mapped, as CONFIG_NO_PAGE_MAPCOUNT does.
    """

    name = "vma-count"
    title = "the head page counts the VMAs that map any page"
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
        if len(pages) < folio.nr_pages and (yield scan(vma, pages)):
            return Claim(first=0)
        vmas = yield self._mapcount.inc(folio)
        return Claim(first=folio.nr_pages if vmas == 1 else 0)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """The VMA is counted out with its last entry."""
        if len(pages) < folio.nr_pages and (yield scan(vma, pages)):
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
        if not (yield scan(to, pages)):
            yield self._mapcount.inc(folio)
        if not (yield scan(vma, pages)):
            yield self._mapcount.dec(folio)
        return NOTHING

    def split_vma(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        """One VMA that maps the folio has become two, if there are entries on both sides."""
        if (yield scan(low)) and (yield scan(high)):
            yield self._mapcount.inc(folio)
        return NOTHING

    def merge_vmas(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        """Two VMAs that map the folio become one; forgotten, it would look mapped for ever."""
        if (yield scan(low)) and (yield scan(high)):
            yield self._mapcount.dec(folio)
        return NOTHING

    def mapped(self, folio: Folio) -> Reading:
        return (yield self._mapcount.read(folio)) > 0

    def shared(self, folio: Folio) -> Reading:
        """One VMA is one process.  Two may be two, or one that cut its memory into pieces."""
        return (yield self._mapcount.read(folio)) > 1


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [VmaCount]
