"""mm-owners, with one thing wrong."""

from mmtui import built_in, hookimpl


class MmOwnersNoLock(built_in("mm-owners")):
    """Nobody takes the bit spinlock, and what stands under it is plain reads and stores.

    Two processes at once lose one of two changes.  Only a race shows it.
    """

    name = "mm-owners-no-lock"

    def _lock(self, folio):
        return
        yield


@hookimpl
def register_schemes():
    return [MmOwnersNoLock]
