"""vma-count, with one thing wrong."""

from mmtui import NOTHING, built_in, hookimpl


class VmaCountNoBorder(built_in("vma-count")):
    """A VMA that is cut in two is still counted as one.

    The first part that is unmapped is taken for the last.
    """

    name = "vma-count-no-border"

    def split_vma(self, folio, low, high):
        return NOTHING
        yield


@hookimpl
def register_schemes():
    return [VmaCountNoBorder]
