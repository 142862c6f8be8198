"""double-map, with one thing wrong."""

from mmtui import NOTHING, built_in, hookimpl


class DoubleMapNoFlag(built_in("double-map")):
    """A split that leaves another PMD behind does not raise the counts, nor set PG_double_map.

    A page that only the other PMD maps then looks unmapped as soon as its PTE goes.
    """

    name = "double-map-no-flag"

    def split_pmd(self, folio, vma):
        yield from self._added(folio, folio.pages)
        yield self.compound_mapcount.dec(folio)
        return NOTHING


@hookimpl
def register_schemes():
    return [DoubleMapNoFlag]
