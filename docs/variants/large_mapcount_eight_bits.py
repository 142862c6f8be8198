"""large-mapcount, with one thing wrong."""

from mmtui import Counter, built_in, hookimpl


class LargeMapcountEightBits(built_in("large-mapcount")):
    """_large_mapcount has eight bits.

    It wraps when a folio of 512 pages is mapped by PTEs; folios of a few pages never show it.
    """

    name = "large-mapcount-eight-bits"

    _large_mapcount = Counter(bias=-1, bits=8, large_only=True, where="page[1]")


@hookimpl
def register_schemes():
    return [LargeMapcountEightBits]
