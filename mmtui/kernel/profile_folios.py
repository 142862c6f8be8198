"""Folios that are split, collapsed, advised and migrated: where kernels differ."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FolioRules:
    """What splits a folio, what makes one of many, and what is remembered of it."""

    queues_every_thp: bool
    """An anonymous folio of a PMD's size is on the deferred split list from the start, for the shrinker.

    Commit dafff3f4c850 ("mm: split underused THPs") (in v6.12); that a part is unmapped is a flag since
    commit 8422acdc97ed ("mm: introduce a pageflag for partially mapped folios") (in v6.12).
    """
    split_maps_zero_page: bool
    """A split maps the zero page in place of pages that hold only zeroes.

    ``try_to_map_unused_to_zeropage()`` in mm/migrate.c, commit b1f202060afe ("mm: remap unused subpages to
    shared zeropage when splitting isolated thp") (in v6.12).
    """
    splits_unevenly: bool
    """A hole or a new end halves a folio of a file only where it must; before, all its pages become small.

    ``folio_split()`` in mm/huge_memory.c, used by ``truncate_inode_partial_folio()`` since v6.15.
    """
    split_stops_at_pmd: bool
    """A split of an anonymous folio finds no mapping behind the first PMD leaf, and fails if there is one.

    ``try_to_migrate_one()`` in mm/rmap.c; commit 60fbb14396d5 ("mm/huge_memory: adjust try_to_migrate_one()
    and split_huge_pmd_locked()") (in v6.15) broke it, commit 939080834fef ("mm/huge_memory: fix early failure
    try_to_migrate() when split huge pmd for shared THP") (in v7.0, and in later 6.18) mended it.
    """
    collapse_needs_writable: bool
    """MADV_COLLAPSE fails if no anonymous PTE is writable; ``hpage_collapse_scan_pmd()`` up to v6.17."""
    collapse_keeps_tables: bool
    """``collapse_file()`` leaves all page tables but the one that it was asked for as they are.

    It maps the folio there only if there was a table, and nothing anonymous can be in it.  Since v6.6
    ``retract_page_tables()`` in mm/khugepaged.c takes the tables away, so that faults map PMDs.
    """
    collapse_needs_pmd_table: bool
    """A folio of a file is not mapped where a process has no PMD table yet, as a child at first.

    ``collapse_pte_mapped_thp()`` in mm/khugepaged.c of v6.12 and v6.16 gives up with SCAN_PMD_NULL.
    """
    collapse_counts_below_0: bool
    """MADV_COLLAPSE fails for a range inside a PMD's, in which "so many PMDs" is a number below 0.

    ``hstart`` and ``hend`` of ``madvise_collapse()``; 7.3 finds nothing to do, and that is no error.
    """
    collapses_large_cache: bool
    """``collapse_file()`` takes large folios that are smaller than a PMD; 6.1 gives up on them."""
    splits_to_order: bool
    """A folio can be split into large ones; debugfs takes an order.

    Commit c010d47f107f ("mm: thp: split huge page to any lower order pages") (in v6.9).
    """
    advice_batches: bool
    """madvise() asks of a large folio whether one process has it; 6.1 how often one page is mapped.

    ``madvise_free_pte_range()`` in mm/madvise.c, commit dce7d10be4bb ("mm/madvise: optimize lazyfreeing with
    mTHP in madvise_free") (in v6.10).
    """
    pageout_splits_shmem: bool
    """MADV_PAGEOUT splits a large folio of shared memory before it unmaps it, also when there is no swap.

    ``shrink_folio_list()`` in mm/vmscan.c of v6.1; seen with 6.1.187, and not with 6.12.117, 6.18.44, 7.3.4.
    """
    pageout_revives_held: bool
    """What MADV_FREE gave up is not given up any more once reclaim has met it while something holds it.

    ``try_to_unmap_one()`` in mm/rmap.c up to v6.14; later only what is dirty.
    """
    discards_batches: bool
    """Reclaim unmaps all pages of a large folio that MADV_FREE gave up at once; before, page by page.

    ``try_to_unmap_one()`` in mm/rmap.c since v6.16.
    """
    lru_batch: int
    """Folios that a CPU gathers before it puts them on their lists; PAGEVEC_SIZE in linux/pagevec.h.

    15, and 31 since v6.9.
    """
    mlock_sees_large_ptes: bool
    """mlock() locks a large folio that PTEs map whole, and munlock() or an unmap of any part unlocks it.

    ``mlock_pte_range()`` in mm/mlock.c since v6.7; before, of large folios only PMD leaves count.
    """
    mapping_whole_mlocks: bool
    """A large folio of which a locked VMA maps all pages at once is mlocked.

    ``__folio_add_anon_rmap()`` and ``__folio_add_file_rmap()`` in mm/rmap.c since v6.18; since v6.7 they
    lock small folios only, and a large one is mlocked when it is new or when mlock() finds it.
    """
    migration_splits: bool = False
    """A folio of which a part is unmapped is split before it is migrated.

    Commit 7262f208ca68 ("mm/migrate: split source folio if it is on deferred split list") (in v6.10).
    """
    migration_tries: int = 10
    """How often a folio to which somebody holds a reference is unmapped in vain.

    The passes of ``migrate_pages()``; since v6.3 ``migrate_pages_sync()`` tries all at once, then each.
    """
    migration_requeues: bool = False
    """A migrated folio is on the deferred split list if the old one was.

    Commit a2e0c0668a34 ("mm: migrate: requeue destination folio on deferred split queue") (in v7.1, and in
    the recorded 6.12.107).
    """
