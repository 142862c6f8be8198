"""Kernel profiles: what differs between the kernels that were recorded, stated once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mmtui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Profile:
    """One kernel's answers where kernels differ."""

    name: str
    scheme: str
    """The accounting scheme that this kernel has."""
    reuses_large_folio: bool
    """COW may reuse the last mapped page of a large anonymous folio.

    ``do_wp_page()`` of v6.1 asks only for a reference count of 1; ``wp_can_reuse_anon_folio()``
    of v6.12 in mm/memory.c refuses every large folio.
    """
    reuses_owned_folio: bool
    """COW may write to a large anonymous folio in place once only this process maps it.

    ``__wp_can_reuse_large_anon_folio()`` in mm/memory.c since v6.15; it trusts what ``owners`` remembers.
    """
    split_keeps_dirty: bool
    """``__split_huge_pmd_locked()`` hands the dirty bit to the PTEs; v6.1 sets PG_dirty instead."""
    saved_dirty: bool
    """A write-protected dirty entry keeps the bit elsewhere; ``pte_mksaveddirty()``, x86 since v6.6."""
    writable_needs_dirty: bool
    """mprotect makes a private exclusive PTE writable at once only if it is dirty.

    ``can_change_pte_writable()`` of v6.1 in mm/mprotect.c.
    """
    pagemap_asks_head: bool
    """Bit 56 of /proc/PID/pagemap is, for every page of a PMD leaf, the answer for its first page.

    ``pagemap_pmd_range()`` of v6.1 in fs/proc/task_mmu.c; per page since commit 2c1f057e5be6
    ("fs/proc/task_mmu: properly detect PM_MMAP_EXCLUSIVE per page of PMD-mapped THPs") (in v6.11).
    """
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
    folio_sizes: bool
    """Folios may have sizes between a page and a PMD, and each size has a setting.

    Anonymous ones since commit 19eaf44954df ("mm: thp: support allocation of anonymous multi-size THP") (in
    v6.8), those of a memfd since commit 4b98995530b7 ("mm: shmem: add multi-size THP sysfs interface for
    anonymous shmem") (in v6.11).
    """
    shmem_huge_where_suitable: bool
    """A memfd gets a large folio only where the faulting VMA could map it whole.

    ``shmem_suitable_orders()`` in mm/shmem.c since v6.11; 6.1 looks only for pages that are in the way.
    """
    nohuge_maps_no_pmd: bool
    """MADV_NOHUGEPAGE keeps a VMA from mapping a folio of a file by a PMD leaf as well.

    Commit 2b0f922323cc ("mm: don't install PMD mappings when THPs are disabled by the hw/process/vma") (in
    v6.12).
    """
    fault_maps_folio: bool
    """A fault on a memfd maps its whole folio, if there is room in the VMA and all slots are empty.

    Commit 43e027e41423 ("mm: memory: extend finish_fault() to support large folio") (in v6.11).
    """
    fault_around_folio: bool
    """A read fault maps each large folio that it finds around as a whole, also beyond the window.

    Commit 357b92761d94 ("mm/filemap: map entire large folio faultaround") (in v6.18).
    """
    maps_dirty_folio_dirty: bool
    """A read fault on a shared file makes the PTE of a dirty folio dirty, to save the CPU from doing it.

    ``set_pte_range()`` in mm/memory.c of v6.16.
    """
    dontneed_frees_table: bool
    """MADV_DONTNEED of all that a PTE table maps frees the table, so that a huge page fits again.

    CONFIG_PT_RECLAIM, ``zap_pte_range()`` in mm/memory.c since v6.14.
    """
    huge_zero_becomes_huge: bool
    """A write to the huge zero folio allocates a huge page; before, the PMD was split for a small one.

    ``do_huge_zero_wp_pmd()`` in mm/huge_memory.c since v6.13.
    """
    mremap_moves_many: bool
    """mremap() to a fixed address moves all VMAs in a range; before, the range had to lie in one.

    Commit d23cb648e365 ("mm/mremap: permit mremap() move of multiple VMAs") (in v6.17).
    """
    smaps_skips_protnone_pmd: bool
    """smaps does not see a PMD leaf of PROT_NONE; ``smaps_pmd_entry()`` of v6.1 wants it present."""
    queues_every_thp: bool
    """An anonymous folio of a PMD's size is on the deferred split list from the start, for the shrinker.

    Commit dafff3f4c850 ("mm: split underused THPs") (in v6.12); that a part is unmapped is a flag since
    commit 8422acdc97ed ("mm: introduce a pageflag for partially mapped folios") (in v6.12).
    """
    protnone_keeps_dirty: bool
    """A dirty entry is still dirty, elsewhere, when nobody may use it; ``pte_modify()`` on x86 of 7.3."""
    split_maps_zero_page: bool
    """A split maps the zero page in place of pages that hold only zeroes.

    ``try_to_map_unused_to_zeropage()`` in mm/migrate.c, commit b1f202060afe ("mm: remap unused subpages to
    shared zeropage when splitting isolated thp") (in v6.12).
    """
    splits_unevenly: bool
    """A hole or a new end halves a folio of a file only where it must; before, all its pages become small.

    ``folio_split()`` in mm/huge_memory.c, used by ``truncate_inode_partial_folio()`` since v6.15.
    """
    collapse_needs_writable: bool
    """MADV_COLLAPSE fails if no anonymous PTE is writable; ``hpage_collapse_scan_pmd()`` up to v6.17."""
    collapse_keeps_tables: bool
    """``collapse_file()`` leaves other processes' page tables as they are.

    Since v6.6 ``retract_page_tables()`` in mm/khugepaged.c takes them away, so that faults map PMDs.
    """
    collapses_large_cache: bool
    """``collapse_file()`` takes large folios that are smaller than a PMD; 6.1 gives up on them."""
    write_fits_folio: bool
    """write() to a tmpfs with huge=always allocates folios as large as what is written; 6.16 only.

    ``shmem_huge_global_enabled()`` in mm/shmem.c with ``write_end``.
    """
    dontunmap_unaccounts: bool
    """What mremap() leaves behind with MREMAP_DONTUNMAP is not VM_ACCOUNT any more; 6.16 only.

    ``unmap_source_vma()`` in mm/mremap.c of v6.16.
    """
    splits_to_order: bool
    """A folio can be split into large ones; debugfs takes an order.

    Commit c010d47f107f ("mm: thp: split huge page to any lower order pages") (in v6.9).
    """
    advice_batches: bool
    """madvise() asks of a large folio whether one process has it; 6.1 how often one page is mapped.

    ``madvise_free_pte_range()`` in mm/madvise.c, commit dce7d10be4bb ("mm/madvise: optimize lazyfreeing with
    mTHP in madvise_free") (in v6.10).
    """
    remove_needs_write: bool
    """MADV_REMOVE is refused while the mapping is read-only; ``madvise_remove()`` of v6.1.

    Commit e8e17ee90eaf ("mm: drop the assumption that VM_SHARED always implies writable") (in v6.7).
    """
    unqueued_after_zero: bool
    """The folio that a write to the huge zero folio allocates is not on the deferred split list; 6.16 only.

    ``do_huge_zero_wp_pmd()`` in mm/huge_memory.c of v6.16 forgets it.
    """
    pagemap_huge_zero_is_file: bool
    """/proc/PID/pagemap says of the huge zero folio that it belongs to a file; up to v6.18."""
    migration_keeps_dirty: bool = True
    """Entries stay dirty when a folio is split; ``migration_entry_supports_ad()`` needs CONFIG_SWAP."""
    page_mapcount: bool = True
    """CONFIG_PAGE_MAPCOUNT: every page of a large folio has a count of its own."""


_V6_1 = Profile(
    name="6.1",
    scheme="double-map",
    reuses_large_folio=True,
    reuses_owned_folio=False,
    split_keeps_dirty=False,
    saved_dirty=False,
    writable_needs_dirty=True,
    pagemap_asks_head=True,
    mmap_asks_above_first=True,
    unaccounts_unfaulted=False,
    merges_into_unfaulted=False,
    folio_sizes=False,
    shmem_huge_where_suitable=False,
    nohuge_maps_no_pmd=False,
    fault_maps_folio=False,
    fault_around_folio=False,
    maps_dirty_folio_dirty=False,
    dontneed_frees_table=False,
    huge_zero_becomes_huge=False,
    mremap_moves_many=False,
    smaps_skips_protnone_pmd=True,
    queues_every_thp=False,
    protnone_keeps_dirty=False,
    split_maps_zero_page=False,
    splits_unevenly=False,
    collapse_needs_writable=True,
    collapse_keeps_tables=True,
    collapses_large_cache=False,
    advice_batches=False,
    remove_needs_write=True,
    unqueued_after_zero=False,
    pagemap_huge_zero_is_file=True,
    dontunmap_unaccounts=False,
    splits_to_order=False,
    write_fits_folio=False,
)
_V6_12 = replace(
    _V6_1,
    name="6.12",
    scheme="large-mapcount",
    reuses_large_folio=False,
    split_keeps_dirty=True,
    saved_dirty=True,
    writable_needs_dirty=False,
    pagemap_asks_head=False,
    mmap_asks_above_first=False,
    unaccounts_unfaulted=True,
    folio_sizes=True,
    shmem_huge_where_suitable=True,
    nohuge_maps_no_pmd=True,
    fault_maps_folio=True,
    smaps_skips_protnone_pmd=False,
    queues_every_thp=True,
    split_maps_zero_page=True,
    collapse_keeps_tables=False,
    collapses_large_cache=True,
    advice_batches=True,
    remove_needs_write=False,
    splits_to_order=True,
)
_V6_16 = replace(
    _V6_12,
    name="6.16",
    scheme="mm-owners",
    reuses_owned_folio=True,
    pagemap_asks_head=True,
    merges_into_unfaulted=True,
    maps_dirty_folio_dirty=True,
    dontneed_frees_table=True,
    huge_zero_becomes_huge=True,
    splits_unevenly=True,
    write_fits_folio=True,
    dontunmap_unaccounts=True,
    unqueued_after_zero=True,
)
_V6_18 = replace(
    _V6_16,
    name="6.18",
    fault_around_folio=True,
    mremap_moves_many=True,
    collapse_needs_writable=False,
    write_fits_folio=False,
    dontunmap_unaccounts=False,
    unqueued_after_zero=False,
)
_V7_3 = replace(_V6_18, name="7.3", protnone_keeps_dirty=True, pagemap_huge_zero_is_file=False)
_V7_3_NOPMC = replace(
    _V7_3, name="7.3-nopmc", scheme="no-page-mapcount", page_mapcount=False, migration_keeps_dirty=False
)
_PROFILES = (_V6_1, _V6_12, _V6_16, _V6_18, _V7_3, _V7_3_NOPMC)
KERNELS: Mapping[str, Profile] = {profile.name: profile for profile in _PROFILES}
NEWEST = _V7_3.name
"""The newest recorded one, as distributions build it; without page mapcounts it is asked for by name."""


def profile_of(name: str) -> Profile:
    """Return the profile of a kernel; raise ``UsageError`` for one that is not modelled."""
    if name not in KERNELS:
        raise UsageError(f"no kernel {name!r} is modelled; known are {', '.join(KERNELS)}")
    return KERNELS[name]


def profile_of_release(release: str) -> Profile:
    """Return the profile of a kernel by what ``uname -r`` prints; raise ``UsageError`` if it is not modelled.

    >>> profile_of_release("6.1.0-50-cloud-amd64").name
    '6.1'
    """
    name = ".".join(release.split(".")[:2]) + ("-nopmc" if "nopmc" in release else "")
    if name not in KERNELS:
        raise UsageError(f"the kernel {release!r} is not modelled; known are {', '.join(KERNELS)}")
    return KERNELS[name]


def kernel_with(scheme: str) -> str:
    """Return the kernel that has a scheme, or the newest when none has."""
    return next((profile.name for profile in _PROFILES if profile.scheme == scheme), NEWEST)
