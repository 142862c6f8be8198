"""double-map, with one thing wrong."""

from mmtui import Claim, built_in, hookimpl


class DoubleMapNoDup(built_in("double-map")):
    """fork() copies PTEs and counts none of them.

    The child's pages are unmapped from what the parent has counted.
    """

    name = "double-map-no-dup"

    def dup_ptes(self, folio, pages, vma):
        return Claim(first=0)
        yield


@hookimpl
def register_schemes():
    return [DoubleMapNoDup]
