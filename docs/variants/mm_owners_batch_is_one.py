"""mm-owners, with one thing wrong."""

from mmtui import built_in, hookimpl


class MmOwnersBatchIsOne(built_in("mm-owners")):
    """A slot counts a batch of entries as one.

    Its count falls to 0 too early, the slot is freed, and who still maps the folio is not known any more.
    """

    name = "mm-owners-batch-is-one"

    def _add(self, folio, diff, mapcount, mm_id):
        yield from super()._add(folio, 1, mapcount, mm_id)


@hookimpl
def register_schemes():
    return [MmOwnersBatchIsOne]
