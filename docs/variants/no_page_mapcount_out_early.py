"""no-page-mapcount, with one thing wrong."""

from mmtui import built_in, hookimpl


class NoPageMapcountOutEarly(built_in("no-page-mapcount")):
    """The statistics take the folio out when the first of its pages is unmapped.

    The last unmap takes it out again, and NR_ANON_MAPPED falls below zero.
    """

    name = "no-page-mapcount-out-early"

    def unmap_ptes(self, folio, pages, vma):
        claim = yield from super().unmap_ptes(folio, pages, vma)
        return claim._replace(gone=folio.nr_pages) if claim.partly else claim


@hookimpl
def register_schemes():
    return [NoPageMapcountOutEarly]
