"""mm-owners, with one thing wrong."""

from mmtui import built_in, hookimpl


class MmOwnersUnlocksEarly(built_in("mm-owners")):
    """The lock is let go when _large_mapcount is written, before the slots are.

    Another process comes in between and changes the slots by an old count.  Only a race shows it.
    """

    name = "mm-owners-unlocks-early"

    def _sub(self, folio, diff, mapcount, mm_id):
        yield self._mm_ids_lock.set(folio, 0)
        yield from super()._sub(folio, diff, mapcount, mm_id)


@hookimpl
def register_schemes():
    return [MmOwnersUnlocksEarly]
