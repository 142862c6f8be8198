"""double-map, with one thing wrong."""

from mmtui import NOTHING, built_in, hookimpl


class DoubleMapSwappedLines(built_in("double-map")):
    """A split lowers compound_mapcount before it sets PG_double_map.

    In between another process can unmap the last PMD: it sees no flag and takes all pages out of the
    statistics, and the flag that is set then stands for nobody.  Only a race shows it.
    """

    name = "double-map-swapped-lines"

    def split_pmd(self, folio, vma):
        yield from self._added(folio, folio.pages)
        left = yield self.compound_mapcount.dec(folio)
        if left and not (yield self.double_map.exchange(folio, 1)):
            yield from self._added(folio, folio.pages)
        if not left and (yield self.double_map.exchange(folio, 0)):
            yield from self._removed(folio, folio.pages)
        return NOTHING


@hookimpl
def register_schemes():
    return [DoubleMapSwappedLines]
