"""The kernels that were recorded: the oldest in full, each later one by what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mmtui.kernel.profile_rules import Profile

V6_1 = Profile(
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
    populate_skips_holes=True,
    dontneed_frees_table=False,
    huge_zero_becomes_huge=False,
    mremap_moves_many=False,
    smaps_skips_protnone_pmd=True,
    queues_every_thp=False,
    protnone_cleans_pmd=False,
    split_maps_zero_page=False,
    splits_unevenly=False,
    split_stops_at_pmd=False,
    collapse_needs_writable=True,
    collapse_keeps_tables=True,
    collapse_needs_pmd_table=True,
    collapses_large_cache=False,
    advice_batches=False,
    remove_needs_write=True,
    unqueued_after_zero=False,
    pagemap_huge_zero_is_file=True,
    dontunmap_unaccounts=False,
    splits_to_order=False,
    write_fits_folio=False,
)
V6_12 = replace(
    V6_1,
    name="6.12",
    scheme="large-mapcount",
    reuses_large_folio=False,
    split_keeps_dirty=True,
    saved_dirty=True,
    populate_skips_holes=False,
    protnone_cleans_pmd=True,
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
    migration_splits=True,
    migration_requeues=True,
)
V6_16 = replace(
    V6_12,
    name="6.16",
    scheme="mm-owners",
    reuses_owned_folio=True,
    pagemap_asks_head=True,
    merges_into_unfaulted=True,
    maps_dirty_folio_dirty=True,
    dontneed_frees_table=True,
    huge_zero_becomes_huge=True,
    splits_unevenly=True,
    split_stops_at_pmd=True,
    write_fits_folio=True,
    dontunmap_unaccounts=True,
    unqueued_after_zero=True,
    migration_requeues=False,
    guards=True,
)
V6_18 = replace(
    V6_16,
    name="6.18",
    fault_around_folio=True,
    collapse_needs_pmd_table=False,
    mremap_moves_many=True,
    collapse_needs_writable=False,
    write_fits_folio=False,
    dontunmap_unaccounts=False,
    unqueued_after_zero=False,
)
V7_3 = replace(
    V6_18,
    name="7.3",
    protnone_cleans_pmd=False,
    split_stops_at_pmd=False,
    pagemap_huge_zero_is_file=False,
    migration_requeues=True,
)
V7_3_NOPMC = replace(
    V7_3,
    name="7.3-nopmc",
    scheme="no-page-mapcount",
    page_mapcount=False,
    migration_keeps_dirty=False,
    moves_pages=False,
    pins=False,
)
PROFILES = (V6_1, V6_12, V6_16, V6_18, V7_3, V7_3_NOPMC)
KERNELS: Mapping[str, Profile] = {profile.name: profile for profile in PROFILES}
NEWEST = V7_3.name
"""The newest recorded one, as distributions build it; without page mapcounts it is asked for by name."""
