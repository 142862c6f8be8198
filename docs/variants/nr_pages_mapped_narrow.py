"""nr-pages-mapped, with one thing wrong."""

from mmtui import Counter, built_in, hookimpl


class NrPagesMappedNarrow(built_in("nr-pages-mapped")):
    """_nr_pages_mapped has 16 bits, and the bit for the PMDs does not fit.

    What is added for a PMD is lost, and the folio looks unmapped.
    """

    name = "nr-pages-mapped-narrow"

    _nr_pages_mapped = Counter(bits=16, large_only=True, where="page[1]")


@hookimpl
def register_schemes():
    return [NrPagesMappedNarrow]
