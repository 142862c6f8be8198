"""large-mapcount, with one thing wrong."""

from mmtui import Claim, built_in, hookimpl


class LargeMapcountSmallForgotten(built_in("large-mapcount")):
    """Small folios are counted in and never out.

    What a split leaves behind looks mapped until it is freed.
    """

    name = "large-mapcount-small-forgotten"

    def unmap_ptes(self, folio, pages, vma):
        if not folio.large:
            return Claim(gone=0, last=False, partly=False)
        return (yield from super().unmap_ptes(folio, pages, vma))


@hookimpl
def register_schemes():
    return [LargeMapcountSmallForgotten]
