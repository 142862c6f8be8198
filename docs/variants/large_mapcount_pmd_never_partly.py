"""large-mapcount, with one thing wrong."""

from mmtui import built_in, hookimpl


class LargeMapcountPmdNeverPartly(built_in("large-mapcount")):
    """The unmap of the last PMD never queues the folio, although PTEs may map a part of it.

    The pages that nobody maps any more are not given back.
    """

    name = "large-mapcount-pmd-never-partly"

    def unmap_pmd(self, folio, vma):
        claim = yield from super().unmap_pmd(folio, vma)
        return claim._replace(partly=False)


@hookimpl
def register_schemes():
    return [LargeMapcountPmdNeverPartly]
