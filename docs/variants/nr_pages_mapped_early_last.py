"""nr-pages-mapped, with one thing wrong."""

from mmtui import built_in, hookimpl

FOLIO_PAGES_MAPPED = 0x7FFFFF


class NrPagesMappedEarlyLast(built_in("nr-pages-mapped")):
    """The last PTE is taken for the last entry, whatever the bit for the PMDs says.

    Another process may still map the folio by a PMD.
    """

    name = "nr-pages-mapped-early-last"

    def unmap_ptes(self, folio, pages, vma):
        claim = yield from super().unmap_ptes(folio, pages, vma)
        if not folio.large:
            return claim
        ptes = (yield self._nr_pages_mapped.read(folio)) & FOLIO_PAGES_MAPPED
        return claim._replace(last=ptes == 0)


@hookimpl
def register_schemes():
    return [NrPagesMappedEarlyLast]
