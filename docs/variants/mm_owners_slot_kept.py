"""mm-owners, with one thing wrong."""

from mmtui import built_in, hookimpl


class MmOwnersSlotKept(built_in("mm-owners")):
    """A process that has no entry left keeps its slot.

    The next one finds none, and a folio with one owner is called shared.
    """

    name = "mm-owners-slot-kept"

    def _sub(self, folio, diff, mapcount, mm_id):
        slots = ((self._mm_id_0, self._mm_id_mapcount_0), (self._mm_id_1, self._mm_id_mapcount_1))
        for owner, count in slots:
            if (yield owner.read(folio)) == mm_id:
                yield count.set(folio, max(0, (yield count.read(folio)) - diff))
        for _, count in slots:
            if (yield count.read(folio)) == mapcount:
                yield self._mm_ids_shared.set(folio, 0)


@hookimpl
def register_schemes():
    return [MmOwnersSlotKept]
