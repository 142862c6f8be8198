"""nr-pages-mapped, with one thing wrong."""

from mmtui import Claim, built_in, hookimpl


class NrPagesMappedPmdBesidePtes(built_in("nr-pages-mapped")):
    """The unmap of the last PMD takes no page out of the statistics if PTEs map some.

    Those that only the PMD mapped stay counted in NR_ANON_MAPPED or NR_FILE_MAPPED for ever.
    """

    name = "nr-pages-mapped-pmd-beside-ptes"

    def unmap_pmd(self, folio, vma):
        claim = yield from super().unmap_pmd(folio, vma)
        return claim if claim.last or not claim.gone else Claim(gone=0, last=False, partly=claim.partly)


@hookimpl
def register_schemes():
    return [NrPagesMappedPmdBesidePtes]
