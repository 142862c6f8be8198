"""nr-pages-mapped, with one thing wrong."""

from mmtui import Claim, built_in, hookimpl

ENTIRELY_MAPPED = 0x800000


class NrPagesMappedReadsAgain(built_in("nr-pages-mapped")):
    """An unmap lowers _mapcount and then reads it, instead of using what the atomic returned.

    Two processes that unmap the same page at once both read 0.  Only a race shows it.
    """

    name = "nr-pages-mapped-reads-again"

    def unmap_ptes(self, folio, pages, vma):
        if not folio.large:
            return (yield from super().unmap_ptes(folio, pages, vma))
        gone, last = 0, False
        for page in pages:
            yield self._mapcount.dec(folio, page)
            if (yield self._mapcount.read(folio, page)) == 0:
                mapped = yield self._nr_pages_mapped.dec(folio)
                gone += mapped < ENTIRELY_MAPPED
                last = mapped == 0
        return Claim(gone=gone, last=last, partly=folio.anon and gone > 0)


@hookimpl
def register_schemes():
    return [NrPagesMappedReadsAgain]
