"""vma-count, with one thing wrong."""

from mmtui import NOTHING, built_in, hookimpl


class VmaCountBorderCounts(built_in("vma-count")):
    """A VMA that is cut in two counts one more, even if one side maps nothing of the folio.

    The folio looks mapped for ever.
    """

    name = "vma-count-border-counts"

    def split_vma(self, folio, low, high):
        yield self._mapcount.inc(folio)
        return NOTHING


@hookimpl
def register_schemes():
    return [VmaCountBorderCounts]
