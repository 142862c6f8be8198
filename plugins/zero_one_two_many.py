"""Zero, one, two, many VMAs map the folio: a count that gives up, proposed in July 2021."""

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

MANY = 3
"""What it never leaves again."""


class ZeroOneTwoMany(Scheme):
    """``vma-count`` with a counter that stays at "many" once three VMAs have mapped the folio.

    Zero, one and two are exact and can be undone.  "Many" cannot: nobody knows of how many it stands, so
    unmapping does not change it, and only a walk through all VMAs that might map the folio could bring it
    down.  In return a few bits are enough, and a folio that everybody maps is not written to any more.

    What the kernel asks most is answered by these four values: is it mapped, is it mapped by me alone.
    The price is a folio that looks mapped when nobody maps it.  Here no walk repairs that.
    """

    name = "zero-one-two-many"
    title = "VMAs that map any page: 0, 1, 2 or many"
    kernels = "proposed July 2021"
    cites = ("Matthew Wilcox, linux-mm, July 2021",)
    exact = frozenset()
    estimates = frozenset({Question.MAPPED, Question.LAST_OF_FOLIO, Question.SHARED})

    _mapcount = Counter(Per.PAGE, bias=-1, bits=3, where="page[0]")

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """Nobody else can look, a plain store will do."""
        yield self._mapcount.set(folio, 1)
        return Claim(first=folio.nr_pages)

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        return self.new_ptes(folio, folio.pages, vma)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        if len(pages) < folio.nr_pages and (yield scan(vma, pages)):
            return Claim(first=0)
        vmas = yield self._mapcount.add_unless(folio, 1, MANY)
        return Claim(first=folio.nr_pages if vmas == 1 else 0)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        if len(pages) < folio.nr_pages and (yield scan(vma, pages)):
            return Claim(gone=0, last=False)
        vmas = yield self._mapcount.add_unless(folio, -1, MANY)
        return Claim(gone=0 if vmas else folio.nr_pages, last=vmas == 0)

    def split_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """The same VMA maps the same pages."""
        return NOTHING
        yield

    def move_ptes(self, folio: Folio, pages: range, vma: Vma, to: Vma) -> Counting:
        if len(pages) == folio.nr_pages:
            return NOTHING
        if not (yield scan(to, pages)):
            yield self._mapcount.add_unless(folio, 1, MANY)
        if not (yield scan(vma, pages)):
            yield self._mapcount.add_unless(folio, -1, MANY)
        return NOTHING

    def split_vma(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        if (yield scan(low)) and (yield scan(high)):
            yield self._mapcount.add_unless(folio, 1, MANY)
        return NOTHING

    def merge_vmas(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        if (yield scan(low)) and (yield scan(high)):
            yield self._mapcount.add_unless(folio, -1, MANY)
        return NOTHING

    def mapped(self, folio: Folio) -> Reading:
        """Many may be none."""
        return (yield self._mapcount.read(folio)) > 0

    def shared(self, folio: Folio) -> Reading:
        return (yield self._mapcount.read(folio)) > 1


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [ZeroOneTwoMany]
