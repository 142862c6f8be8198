"""rmap-ids, with one thing wrong."""

from mmtui import built_in, hookimpl


class RmapIdsNaive(built_in("rmap-ids")):
    """A process adds its number, and the numbers are 1, 2, 3.

    1 and 3 with an entry each look like 2 with two entries.
    """

    name = "rmap-ids-naive"

    def _numbers(self, folio, mm_id):
        yield from [mm_id] * len(self._sums(folio))

    def _is_number(self, number, base):
        return True


@hookimpl
def register_schemes():
    return [RmapIdsNaive]
