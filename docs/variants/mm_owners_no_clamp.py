"""mm-owners, with one thing wrong."""

from mmtui import built_in, hookimpl


class MmOwnersNoClamp(built_in("mm-owners")):
    """A slot's count is lowered without a look at zero.

    A process that mapped pages while no slot was free, and took one later, has more entries than its slot
    counts; when it gives them up the count goes below zero.
    """

    name = "mm-owners-no-clamp"

    def _sub(self, folio, diff, mapcount, mm_id):
        slots = ((self._mm_id_0, self._mm_id_mapcount_0), (self._mm_id_1, self._mm_id_mapcount_1))
        for owner, count in slots:
            if (yield owner.read(folio)) == mm_id:
                left = (yield count.read(folio)) - diff
                yield count.set(folio, left)
                if left:
                    return
                yield owner.set(folio, 0)
                break
        for _, count in slots:
            if (yield count.read(folio)) == mapcount:
                yield self._mm_ids_shared.set(folio, 0)


@hookimpl
def register_schemes():
    return [MmOwnersNoClamp]
