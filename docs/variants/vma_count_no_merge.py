"""vma-count, with one thing wrong."""

from mmtui import NOTHING, built_in, hookimpl


class VmaCountNoMerge(built_in("vma-count")):
    """Two VMAs that become one are still counted as two.

    The folio looks mapped for ever.
    """

    name = "vma-count-no-merge"

    def merge_vmas(self, folio, low, high):
        return NOTHING
        yield


@hookimpl
def register_schemes():
    return [VmaCountNoMerge]
