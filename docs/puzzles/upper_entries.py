"""The scheme of puzzle 28."""

from mmtui import Claim, Counter, Question, Scheme, hookimpl, scan


class UpperEntries(Scheme):
    """Count the entries one level up, those that lead to a page table with PTEs of the folio, or a PMD.

    Such an entry goes when its table is freed, by munmap or exit, and not when the PTEs in it are cleared.
    No rmap event tells of that, so here it never goes, and who maps the folio again counts the table again:
    nothing is to be learned from this scheme but what comes of a table that stays.
    """

    name = "upper-entries"
    exact = frozenset({Question.MAPPED})

    _mapcount = Counter(bias=-1)

    def map_ptes(self, folio, pages, vma):
        if not folio.large or not (yield scan(vma, pages, table_of=pages.start)):
            yield self._mapcount.inc(folio)
        return Claim()

    def unmap_ptes(self, folio, pages, vma):
        mapcount = yield self._mapcount.read(folio)
        if not folio.large:
            yield self._mapcount.set(folio, mapcount - 1)
        return Claim()

    def map_pmd(self, folio, vma):
        yield self._mapcount.inc(folio)
        return Claim()

    def unmap_pmd(self, folio, vma):
        yield self._mapcount.dec(folio)  # the PMD itself is the entry
        return Claim()

    def mapped(self, folio):
        return (yield self._mapcount.read(folio)) > 0


@hookimpl
def register_schemes():
    return [UpperEntries]
