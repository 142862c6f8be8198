"""large-mapcount, with one thing wrong."""

from mmtui import built_in, hookimpl


class LargeMapcountWholeFolio(built_in("large-mapcount")):
    """The statistics take in the whole folio with the first page that is mapped.

    They are taken out page by page, so NR_FILE_MAPPED stays too high.
    """

    name = "large-mapcount-whole-folio"

    def map_ptes(self, folio, pages, vma):
        claim = yield from super().map_ptes(folio, pages, vma)
        return claim._replace(first=folio.nr_pages if claim.first else 0)


@hookimpl
def register_schemes():
    return [LargeMapcountWholeFolio]
