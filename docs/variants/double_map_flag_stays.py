"""double-map, with one thing wrong."""

from mmtui import Claim, built_in, hookimpl


class DoubleMapFlagStays(built_in("double-map")):
    """The last PMD takes its share out of the pages, and leaves PG_double_map set.

    From then on every page is said to be mapped once less than it is.
    """

    name = "double-map-flag-stays"

    def unmap_pmd(self, folio, vma):
        if not folio.anon:
            return (yield from super().unmap_pmd(folio, vma))
        if (yield self.compound_mapcount.dec(folio)) > 0:
            return Claim(gone=0, partly=False)
        gone = folio.nr_pages
        if (yield self.double_map.read(folio)):
            gone = yield from self._removed(folio, folio.pages)
        return Claim(gone=gone, partly=0 < gone < folio.nr_pages)


@hookimpl
def register_schemes():
    return [DoubleMapFlagStays]
