"""nr-pages-mapped, with one thing wrong."""

from mmtui import NOTHING, built_in, hookimpl


class NrPagesMappedSplitShort(built_in("nr-pages-mapped")):
    """A split counts the new PTEs of all pages but the last.

    That page is mapped, and its count is 0.
    """

    name = "nr-pages-mapped-split-short"

    def split_pmd(self, folio, vma):
        yield from self.map_ptes(folio, folio.pages[:-1], vma)
        yield from self.unmap_pmd(folio, vma)
        return NOTHING


@hookimpl
def register_schemes():
    return [NrPagesMappedSplitShort]
