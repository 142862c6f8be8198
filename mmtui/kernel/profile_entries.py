"""Bits of entries, and what /proc says of them: where kernels differ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class EntryRules:
    """What becomes of the dirty bit, and how pagemap and smaps read entries."""

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
    smaps_skips_protnone_pmd: bool
    """smaps does not see a PMD leaf of PROT_NONE; ``smaps_pmd_entry()`` of v6.1 wants it present."""
    protnone_cleans_pmd: bool
    """A dirty PMD leaf is dirty no more, nor saved dirty, when nobody may use it; a PTE stays saved dirty.

    ``change_huge_pmd()`` with ``pmd_modify()`` on x86, as recorded under 6.12.107, 6.16.12 and 6.18.15;
    7.3.4 and 6.12.117 keep the bit.
    """
    mprotect_batches: bool
    """mprotect() changes neighbouring PTEs of a large folio at once, and if one is dirty, all are afterwards.

    ``change_pte_range()`` in mm/mprotect.c since v6.17.
    """
    zap_of_pmd_dirties: bool
    """A folio of a file is dirty after a dirty PMD leaf of it was unmapped, as after a PTE.

    ``zap_huge_pmd()`` in mm/huge_memory.c; so with 6.12.117, 6.18.44 and 7.3.4, not with 6.1.187.
    """
    pagemap_huge_zero_is_file: bool
    """/proc/PID/pagemap says of the huge zero folio that it belongs to a file; up to v6.18."""
    kpageflags_asks_tail: bool
    """/proc/kpageflags takes the flags of a tail page from that page, which has none of its folio's.

    ``stable_page_flags()`` of v6.1 in fs/proc/page.c; later ones ask the folio.
    """
    kpageflags_anon_is_ksm: bool
    """/proc/kpageflags calls every anonymous page KSM, as recorded under 6.12.107, 6.16.12 and 6.18.15."""
    rss_is_exact: bool
    """/proc/PID/status knows of every page; in v6.1 a task keeps its last changes to itself.

    ``struct task_rss_stat``, which ``sync_mm_rss()`` hands over now and then.
    """
    migration_keeps_dirty: bool = True
    """Entries stay dirty when a folio is split; ``migration_entry_supports_ad()`` needs CONFIG_SWAP."""
