"""One count for the folio: pairs of a VMA and a page table where it is mapped; proposed January 2023."""

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


class VmaTableCount(Scheme):
    """Count each page table of each VMA in which any page of the folio is mapped.

    Whoever changes a page table holds its lock, so "does another entry of this table map the folio?" has
    an answer that cannot change meanwhile; asked of a whole VMA, as ``vma-count`` does, it can, for the
    folio may lie across two tables with a lock each.  A PMD leaf is counted as the table it becomes when
    it is split.

    The count no longer says how many there are who map the folio.  1 is one process; 2 is two, or one
    whose mapping lies across a border of page tables; its author gave it up for that, three weeks later.
    """

    name = "vma-table-count"
    title = "VMAs that map any page, once for each page table"
    kernels = "proposed January 2023"
    cites = ("Matthew Wilcox, linux-mm, 24 January 2023 and February 2023",)
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
        """All entries of an event stand in one page table."""
        if len(pages) < folio.nr_pages and (yield scan(vma, pages, table_of=pages.start)):
            return Claim(first=0)
        tables = yield self._mapcount.inc(folio)
        return Claim(first=folio.nr_pages if tables == 1 else 0)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        if len(pages) < folio.nr_pages and (yield scan(vma, pages, table_of=pages.start)):
            return Claim(gone=0, last=False)
        tables = yield self._mapcount.dec(folio)
        return Claim(gone=0 if tables else folio.nr_pages, last=tables == 0)

    def split_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """The page table takes the place of the leaf."""
        return NOTHING
        yield

    def move_ptes(self, folio: Folio, pages: range, vma: Vma, to: Vma) -> Counting:
        """The entries left one page table and came into another."""
        if len(pages) == folio.nr_pages:
            return NOTHING
        if not (yield scan(to, pages, table_of=pages.start)):
            yield self._mapcount.inc(folio)
        if not (yield scan(vma, pages, table_of=pages.start)):
            yield self._mapcount.dec(folio)
        return NOTHING

    def split_vma(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        """A page table in which both parts have entries is two pairs now."""
        if (yield scan(low, table_of=high)) and (yield scan(high, table_of=high)):
            yield self._mapcount.inc(folio)
        return NOTHING

    def merge_vmas(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        if (yield scan(low, table_of=high)) and (yield scan(high, table_of=high)):
            yield self._mapcount.dec(folio)
        return NOTHING

    def mapped(self, folio: Folio) -> Reading:
        return (yield self._mapcount.read(folio)) > 0

    def shared(self, folio: Folio) -> Reading:
        """One pair is one process.  Two may be two, or one across a border."""
        return (yield self._mapcount.read(folio)) > 1


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [VmaTableCount]
