"""The VMAs that map any page, and of these the ones that do not map all: the mail's second counter."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias

from mmtui import (
    NOTHING,
    Access,
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
    tally,
)

Change: TypeAlias = Generator[Access, int, int]


class VmaCountPartial(Scheme):
    """``vma-count`` with ``partial_mapcount``: how many of the counted VMAs map only a part of the folio.

    If some VMA maps everything, the folio is certainly not partly mapped; if the only one maps a part, it
    certainly is.  With several that map parts nothing is known, for the parts may complete each other.
    And each page is mapped at most as often as there are VMAs, and at least as often as there are VMAs
    that map all.

    To know whether a VMA maps all or a part, its entries must be counted, not only found: each change of a
    part reads every entry where the folio lies in the VMA.
    """

    name = "vma-count-partial"
    title = "as vma-count, and how many VMAs map only a part"
    cites = ('Matthew Wilcox, "folio mapcount", linux-mm, December 2021',)
    exact = frozenset({Question.MAPPED, Question.LAST_OF_FOLIO})
    estimates = frozenset({Question.SHARED, Question.PARTLY_MAPPED})
    never_misses = frozenset({Question.SHARED})
    never_invents = frozenset({Question.PARTLY_MAPPED})

    _mapcount = Counter(Per.PAGE, bias=-1, where="page[0]")
    partial_mapcount = Counter(large_only=True, where="page[1]")

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """Nobody else can look, plain stores will do."""
        yield self._mapcount.set(folio, 1)
        if len(pages) < folio.nr_pages:
            yield self.partial_mapcount.set(folio, 1)
        return Claim(first=folio.nr_pages)

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        return self.new_ptes(folio, folio.pages, vma)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        before = 0 if len(pages) == folio.nr_pages else (yield tally(vma))
        vmas = yield from self._changed(folio, (before,), (before + len(pages),))
        return Claim(first=folio.nr_pages if vmas == 1 and not before else 0)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        left = 0 if len(pages) == folio.nr_pages else (yield tally(vma))
        vmas = yield from self._changed(folio, (left + len(pages),), (left,))
        if vmas == 0:
            return Claim(gone=folio.nr_pages, last=True, partly=False)
        return Claim(gone=0, last=False, partly=(yield from self._partly(folio, vmas)))

    def split_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """The same VMA maps the same pages."""
        return NOTHING
        yield

    def move_ptes(self, folio: Folio, pages: range, vma: Vma, to: Vma) -> Counting:
        """The pages were in ``vma`` and are in ``to`` now."""
        moved = len(pages)
        if moved < folio.nr_pages:
            left, there = (yield tally(vma)), (yield tally(to))
            yield from self._changed(folio, (left + moved, there - moved), (left, there))
        return NOTHING

    def split_vma(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        below, above = (yield tally(low)), (yield tally(high))
        yield from self._changed(folio, (below + above,), (below, above))
        return NOTHING

    def merge_vmas(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        below, above = (yield tally(low)), (yield tally(high))
        yield from self._changed(folio, (below, above), (below + above,))
        return NOTHING

    def _changed(self, folio: Folio, before: tuple[int, ...], now: tuple[int, ...]) -> Change:
        """Go from VMAs that mapped so many pages each to what they map now; return how many VMAs there are.

        ``partial_mapcount`` goes down first and up last, so that it is never above ``_mapcount``.
        """
        parts = sum(0 < pages < folio.nr_pages for pages in now)
        parts -= sum(0 < pages < folio.nr_pages for pages in before)
        vmas = sum(map(bool, now)) - sum(map(bool, before))
        if parts < 0:
            yield self.partial_mapcount.add(folio, parts)
        count = yield (self._mapcount.add(folio, vmas) if vmas else self._mapcount.read(folio))
        if parts > 0:
            yield self.partial_mapcount.add(folio, parts)
        return count

    def _partly(self, folio: Folio, vmas: int) -> Generator[Access, int, bool | None]:
        if not (folio.large and folio.anon):
            return False
        if (yield self.partial_mapcount.read(folio)) < vmas:
            return False
        return True if vmas == 1 else None

    def mapped(self, folio: Folio) -> Reading:
        return (yield self._mapcount.read(folio)) > 0

    def shared(self, folio: Folio) -> Reading:
        """One VMA is one process.  Two may be two, or one that cut its memory into pieces."""
        return (yield self._mapcount.read(folio)) > 1


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [VmaCountPartial]
