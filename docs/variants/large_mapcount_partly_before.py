"""large-mapcount, with one thing wrong."""

from mmtui import built_in, hookimpl


class LargeMapcountPartlyBefore(built_in("large-mapcount")):
    """An unmap asks whether pages are left before it counts its own out.

    So the unmap of the last page, which leaves nothing, queues the folio as partly mapped.
    """

    name = "large-mapcount-partly-before"

    def unmap_ptes(self, folio, pages, vma):
        left = (yield self._nr_pages_mapped.read(folio)) if folio.large else 0
        claim = yield from super().unmap_ptes(folio, pages, vma)
        return claim._replace(partly=folio.large and folio.anon and claim.gone > 0 and left > 0)


@hookimpl
def register_schemes():
    return [LargeMapcountPartlyBefore]
