"""total-mapped-pages, with one thing wrong."""

from mmtui import built_in, hookimpl


class TotalMappedPagesAfterTheLock(built_in("total-mapped-pages")):
    """_total_mapped_pages is changed when the lock of the owner slots has been let go, by a read and a store.

    Of two processes at once one overwrites what the other has added.  Only a race shows it.
    """

    name = "total-mapped-pages-after-the-lock"

    def folio_add_large_mapcount(self, folio, diff, vma, also=None):
        mapcount = yield from super().folio_add_large_mapcount(folio, diff, vma)
        if also is not None:
            yield from also
        return mapcount

    def folio_sub_large_mapcount(self, folio, diff, vma, also=None):
        mapcount = yield from super().folio_sub_large_mapcount(folio, diff, vma)
        if also is not None:
            yield from also
        return mapcount


@hookimpl
def register_schemes():
    return [TotalMappedPagesAfterTheLock]
