"""VMAs: where kernels differ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class VmaRules:
    """How VMAs merge, move and are accounted."""

    mmap_asks_above_first: bool
    """mmap() asks the VMA above whether they can merge, and the one below whether it suits both.

    ``mmap_region()`` up to v6.11; since v6.12 ``vma_merge_new_range()`` in mm/vma.c asks below first.
    """
    unaccounts_unfaulted: bool
    """Untouched anonymous memory loses VM_ACCOUNT when it becomes read-only.

    Commit 9b9143298585 ("mm/mprotect: allow unfaulted VMAs to be unaccounted on mprotect()") (in v6.7).
    """
    merges_into_unfaulted: bool
    """A VMA with an anon_vma may become part of a neighbour that has none.

    Commit 879bca0a2c4f ("mm/vma: fix incorrectly disallowed anonymous VMA merges") (in v6.16).  Commit
    965f55dea0e3 ("mmap: avoid merging cloned VMAs") (in v3.0) had allowed the other direction only.
    """
    mremap_moves_many: bool
    """mremap() to a fixed address moves all VMAs in a range; before, the range had to lie in one.

    Commit d23cb648e365 ("mm/mremap: permit mremap() move of multiple VMAs") (in v6.17).
    """
    dontunmap_unaccounts: bool
    """What mremap() leaves behind with MREMAP_DONTUNMAP is not VM_ACCOUNT any more; 6.16 only.

    ``unmap_source_vma()`` in mm/mremap.c of v6.16.
    """
    dontunmap_unlocks_part: bool
    """What MREMAP_DONTUNMAP leaves behind is split off a locked VMA; before, all of the VMA was unlocked.

    ``dontunmap_complete()`` in mm/mremap.c of 7.3, and 6.12.117.
    """
    dontunmap_renumbers: bool
    """A VMA of which MREMAP_DONTUNMAP has moved everything gets the linear index of its place, as a new one.

    Seen with 7.3.4, by the index of a folio that was made there.
    """
    remove_needs_write: bool
    """MADV_REMOVE is refused while the mapping is read-only; ``madvise_remove()`` of v6.1.

    Commit e8e17ee90eaf ("mm: drop the assumption that VM_SHARED always implies writable") (in v6.7).
    """
