"""vma-count, with one thing wrong."""

from mmtui import NOTHING, built_in, hookimpl


class VmaCountNoMove(built_in("vma-count")):
    """mremap() of a part is not noticed.

    A second VMA maps the folio now, and the count is one too low.
    """

    name = "vma-count-no-move"

    def move_ptes(self, folio, pages, vma, to):
        return NOTHING
        yield


@hookimpl
def register_schemes():
    return [VmaCountNoMove]
