"""large-mapcount, with one thing wrong."""

from mmtui import Claim, built_in, hookimpl


class LargeMapcountLostBatch(built_in("large-mapcount")):
    """fork() adds 1 to _large_mapcount for a batch of PTEs, however many they are.

    The count of entries is too low, and the folio is called unmapped too early.
    """

    name = "large-mapcount-lost-batch"

    def dup_ptes(self, folio, pages, vma):
        for page in pages:
            yield self._mapcount.inc(folio, page)
        if folio.large:
            yield self._large_mapcount.inc(folio)
        return Claim(first=0)


@hookimpl
def register_schemes():
    return [LargeMapcountLostBatch]
