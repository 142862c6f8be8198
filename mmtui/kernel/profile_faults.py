"""Faults, copy-on-write and the sizes of new folios: where kernels differ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FaultRules:
    """What a fault makes and maps, and what copy-on-write may reuse."""

    reuses_large_folio: bool
    """COW may reuse the last mapped page of a large anonymous folio.

    ``do_wp_page()`` of v6.1 asks only for a reference count of 1; ``wp_can_reuse_anon_folio()``
    of v6.12 in mm/memory.c refuses every large folio.
    """
    reuses_owned_folio: bool
    """COW may write to a large anonymous folio in place once only this process maps it.

    ``__wp_can_reuse_large_anon_folio()`` in mm/memory.c since v6.15; it trusts what ``owners`` remembers.
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
    populate_skips_holes: bool
    """MADV_POPULATE_READ goes on behind a hole in the range; later it ends there, both with ENOMEM.

    Commit 631426ba1d45 ("mm/madvise: make MADV_POPULATE_(READ|WRITE) handle VM_FAULT_RETRY properly") (in
    v6.9) took it out of ``madvise_walk_vmas()``.
    """
    dontneed_frees_table: bool
    """MADV_DONTNEED of all that a PTE table maps frees the table, so that a huge page fits again.

    CONFIG_PT_RECLAIM, ``zap_pte_range()`` in mm/memory.c since v6.14.
    """
    huge_zero_becomes_huge: bool
    """A write to the huge zero folio allocates a huge page; before, the PMD was split for a small one.

    ``do_huge_zero_wp_pmd()`` in mm/huge_memory.c since v6.13.
    """
    write_fits_folio: bool
    """write() to a tmpfs with huge=always allocates folios as large as what is written; 6.16 only.

    ``shmem_huge_global_enabled()`` in mm/shmem.c with ``write_end``.
    """
    write_tries_sizes: bool
    """write() to a tmpfs with huge= takes the largest size of all that its mount allows and that is free.

    ``shmem_huge_global_enabled()`` in mm/shmem.c of v6.18; before, a PMD's size or one page.
    """
    unqueued_after_zero: bool
    """The folio that a write to the huge zero folio allocates is not on the deferred split list; 6.16 only.

    ``do_huge_zero_wp_pmd()`` in mm/huge_memory.c of v6.16 forgets it.
    """
    guards: bool = False
    """madvise() can guard pages.

    Commit 662df3e5c376 ("mm: madvise: implement lightweight guard page mechanism") (in v6.13).
    """
