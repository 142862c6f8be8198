"""large-mapcount, with one thing wrong."""

from mmtui import Claim, built_in, hookimpl

ENTIRELY_MAPPED = 0x800000


class LargeMapcountPlainAdd(built_in("large-mapcount")):
    """Unmapping a PMD reads _large_mapcount and stores one less, instead of an atomic.

    Of two processes that do so at once one is lost.  Only a race shows it.
    """

    name = "large-mapcount-plain-add"

    def unmap_pmd(self, folio, vma):
        entries = (yield self._large_mapcount.read(folio)) - 1
        yield self._large_mapcount.set(folio, entries)
        gone = 0
        if (yield self._entire_mapcount.dec(folio)) == 0:
            mapped = yield self._nr_pages_mapped.add(folio, -ENTIRELY_MAPPED)
            if mapped < ENTIRELY_MAPPED:
                gone = max(0, folio.nr_pages - mapped)
        return Claim(gone=gone, last=entries == 0, partly=folio.anon and 0 < gone < folio.nr_pages)


@hookimpl
def register_schemes():
    return [LargeMapcountPlainAdd]
