"""vma-count-partial, with one thing wrong."""

from mmtui import Claim, built_in, hookimpl, tally


class VmaCountPartialForgets(built_in("vma-count-partial")):
    """Who maps the rest of a folio is taken for one who maps only the rest.

    partial_mapcount stays up when a VMA comes to map the whole folio.
    """

    name = "vma-count-partial-forgets"

    def map_ptes(self, folio, pages, vma):
        before = 0 if len(pages) == folio.nr_pages else (yield tally(vma))
        vmas = yield from self._changed(folio, (before,), (len(pages),))
        return Claim(first=folio.nr_pages if vmas == 1 and not before else 0)


@hookimpl
def register_schemes():
    return [VmaCountPartialForgets]
