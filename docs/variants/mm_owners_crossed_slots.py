"""mm-owners, with one thing wrong."""

from mmtui import built_in, hookimpl


class MmOwnersCrossedSlots(built_in("mm-owners")):
    """More entries of a process that has a slot are counted in the other slot.

    What it has mapped and what the other has stand on the wrong names, and one of them leaves too early.
    """

    name = "mm-owners-crossed-slots"

    def _add(self, folio, diff, mapcount, mm_id):
        slots = ((self._mm_id_0, self._mm_id_mapcount_1), (self._mm_id_1, self._mm_id_mapcount_0))
        for owner, count in slots:
            if (yield owner.read(folio)) == mm_id:
                yield count.set(folio, (yield count.read(folio)) + diff)
                return
        yield from super()._add(folio, diff, mapcount, mm_id)


@hookimpl
def register_schemes():
    return [MmOwnersCrossedSlots]
