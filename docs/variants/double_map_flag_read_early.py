"""double-map, with one thing wrong."""

from mmtui import Claim, built_in, hookimpl


class DoubleMapFlagReadEarly(built_in("double-map")):
    """An unmap reads PG_double_map before it lowers compound_mapcount, not after.

    A split in between sets the flag and raises every count; the unmap of the last PMD, which believes what
    it read, takes nothing of that back.  Only a race shows it.
    """

    name = "double-map-flag-read-early"

    def unmap_pmd(self, folio, vma):
        if not folio.anon:
            return (yield from super().unmap_pmd(folio, vma))
        flag = yield self.double_map.read(folio)
        if (yield self.compound_mapcount.dec(folio)) > 0:
            return Claim(gone=0, partly=False)
        gone = folio.nr_pages
        if flag:
            yield self.double_map.set(folio, 0)
            gone = yield from self._removed(folio, folio.pages)
        return Claim(gone=gone, partly=0 < gone < folio.nr_pages)


@hookimpl
def register_schemes():
    return [DoubleMapFlagReadEarly]
