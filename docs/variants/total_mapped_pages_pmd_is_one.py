"""total-mapped-pages, with one thing wrong."""

from mmtui import built_in, hookimpl


class TotalMappedPagesPmdIsOne(built_in("total-mapped-pages")):
    """A PMD adds 1 to the total of mapped pages, as to the entries.

    A folio that a PMD maps is then called partly mapped.
    """

    name = "total-mapped-pages-pmd-is-one"

    def map_pmd(self, folio, vma):
        return self._added(folio, 1, 1, vma)

    def new_pmd(self, folio, vma):
        return self._new(folio, 1, 1, vma)

    def unmap_pmd(self, folio, vma):
        return self._removed(folio, 1, 1, vma)


@hookimpl
def register_schemes():
    return [TotalMappedPagesPmdIsOne]
