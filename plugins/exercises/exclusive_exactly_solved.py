"""exclusive-exactly as it can be done: numbers of which no sum is taken for another one."""

from __future__ import annotations

from mmtui import Claim, Counter, Counting, Folio, Question, Reading, Scheme, Vma, hookimpl


class ExclusiveExactlySolved(Scheme):
    """Each entry adds the number of its process to a sum.

    The numbers are powers of one more than the folio has pages.  So the sum, written to that base, has in
    each place how many entries one process has, as long as there are no more entries than pages; and no
    process that has the folio to itself has more, but in two mappings of one file, which are called shared.
    """

    name = "exclusive-exactly-solved"
    title = "entries, and the sum of their processes' numbers"
    exact = frozenset({Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.LAST_OF_FOLIO})
    estimates = frozenset({Question.SHARED})
    never_misses = frozenset({Question.SHARED})

    _large_mapcount = Counter(bias=-1)
    _rmap_val = Counter(bits=64, large_only=True)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """PTEs for these pages are about to be set."""
        yield from self._changed(folio, len(pages), vma)
        return Claim()

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """PTEs for these pages were cleared."""
        left = yield from self._changed(folio, -len(pages), vma)
        return Claim(last=left == 0)

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """A PMD is one entry."""
        yield from self._changed(folio, 1, vma)
        return Claim()

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """A PMD is one entry."""
        left = yield from self._changed(folio, -1, vma)
        return Claim(last=left == 0)

    def _changed(self, folio: Folio, entries: int, vma: Vma) -> Reading:
        # returns how many entries there are then
        if folio.large:
            yield self._rmap_val.add(folio, entries * self._number(folio, vma))
        return (yield self._large_mapcount.add(folio, entries))

    def _number(self, folio: Folio, vma: Vma) -> int:
        return int((folio.nr_pages + 1) ** vma.mm_id)

    def folio_mapcount(self, folio: Folio) -> Reading:
        return (yield self._large_mapcount.read(folio))

    def mapped(self, folio: Folio) -> Reading:
        return (yield self._large_mapcount.read(folio)) > 0

    def shared(self, folio: Folio) -> Reading:
        """Exclusive if the sum is somebody's number, as often as there are entries."""
        entries = yield self._large_mapcount.read(folio)
        if entries <= 1 or entries > folio.nr_pages:
            return entries > 1
        number, rest = divmod((yield self._rmap_val.read(folio)), entries)
        while number > 1 and rest == 0:
            number, rest = divmod(number, folio.nr_pages + 1)
        return rest != 0


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [ExclusiveExactlySolved]
