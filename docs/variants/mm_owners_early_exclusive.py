"""mm-owners, with one thing wrong."""

from mmtui import built_in, hookimpl


class MmOwnersEarlyExclusive(built_in("mm-owners")):
    """ "Maybe shared" is cleared as soon as a process gives up its slot.

    With a third one, which has none, that is a false "mine alone": copy-on-write would let one process
    write what another reads.
    """

    name = "mm-owners-early-exclusive"

    def _sub(self, folio, diff, mapcount, mm_id):
        for owner, count in (
            (self._mm_id_0, self._mm_id_mapcount_0),
            (self._mm_id_1, self._mm_id_mapcount_1),
        ):
            if (yield owner.read(folio)) == mm_id:
                left = max(0, (yield count.read(folio)) - diff)
                yield count.set(folio, left)
                if not left:
                    yield owner.set(folio, 0)
                    yield self._mm_ids_shared.set(folio, 0)
                return


@hookimpl
def register_schemes():
    return [MmOwnersEarlyExclusive]
