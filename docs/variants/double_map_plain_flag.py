"""double-map, with one thing wrong."""

from mmtui import NOTHING, built_in, hookimpl


class DoubleMapPlainFlag(built_in("double-map")):
    """A split reads PG_double_map and then stores it, instead of test_and_set_bit().

    Two processes that split at once both find it clear, and both raise every count.  Only a race shows it.
    """

    name = "double-map-plain-flag"

    def split_pmd(self, folio, vma):
        yield from self._added(folio, folio.pages)
        if (yield self.compound_mapcount.read(folio)) > 1 and not (yield self.double_map.read(folio)):
            yield self.double_map.set(folio, 1)
            yield from self._added(folio, folio.pages)
        if (yield self.compound_mapcount.dec(folio)) == 0 and (yield self.double_map.exchange(folio, 0)):
            yield from self._removed(folio, folio.pages)
        return NOTHING


@hookimpl
def register_schemes():
    return [DoubleMapPlainFlag]
