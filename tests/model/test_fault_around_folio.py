"""The rule of the mail "folio mapcount": a fault on one page places entries for all pages of its folio."""

from __future__ import annotations

import pytest

from mmtui.kernel.profile import KERNELS, Rules
from mmtui.model.entry import page_in
from mmtui.model.world import World

FOLIO = Rules(fault_around="folio")
CACHED = """
set shmem always
set faultaround 4096
memfd f 16
proc Z
Z mmap z memfd:f 16
Z write z
Z exit
proc A
"""
"""Two folios of eight pages are in the page cache, nothing maps them, and faults look at one page."""


@pytest.fixture
def following(machine_of):
    return machine_of(rules=FOLIO, kernel="6.12")


def mapped(world: World, process: str = "A") -> dict[int, int]:
    """Pages of the folio by the page of the region that maps them."""
    mm = world.mms[process]
    (region,) = mm.regions.values()
    return {leaf.vpn - region.start: page_in(leaf.entry) for leaf in mm.leaves()}


@pytest.mark.parametrize("verb", ["read", "write"])
def test_a_fault_maps_all_of_its_folio_that_fits_the_vma_and_the_page_table(following, verb):
    # pages 0 to 6 lie in the first PTE table, 7 in the next
    world = following.run(f"{CACHED}A mmap r memfd:f 8 skew=1\nA {verb} r 2")
    assert mapped(world) == {page: page for page in range(7)}
    assert following.told == ["map_ptes L0[0-6] in A r"]


def test_what_lies_beyond_the_page_table_comes_with_a_fault_there(following):
    following.run(f"{CACHED}A mmap r memfd:f 8 skew=1\nA read r")
    assert mapped(following.world) == {page: page for page in range(8)}


def test_a_vma_that_is_smaller_than_the_folio_gets_what_fits(following):
    world = following.run(f"{CACHED}A mmap r memfd:f 3 foff=2\nA read r 1")
    assert mapped(world) == {0: 2, 1: 3, 2: 4}


def test_without_the_rule_a_kernel_maps_one_page_where_the_folio_does_not_fit(machine_of):
    world = machine_of(kernel="6.12").run(f"{CACHED}A mmap r memfd:f 3 foff=2\nA read r 1")
    assert mapped(world) == {1: 3}


def test_a_page_that_was_copied_keeps_its_slot(following):
    world = following.run(
        f"{CACHED}A mmap r memfd:f 8 skew=1 private\nA write r 3\nA dontneed r 0 3\nA read r 0"
    )
    mm = world.mms["A"]
    assert [leaf.folio.anon for leaf in mm.leaves()] == [page == 3 for page in range(7)]
    assert following.told == ["map_ptes L0[0-2] in A r", "map_ptes L0[4-6] in A r"]


def test_fault_around_places_each_folio_that_it_meets_as_a_whole(following):
    script = CACHED.replace("faultaround 4096", "faultaround 16384")
    # the window of four pages begins with the last two of L0
    world = following.run(f"{script}A mmap r memfd:f 8 foff=6 skew=8\nA read r 3")
    assert following.told == ["map_ptes L0[6-7] in A r", "map_ptes L1[0-5] in A r"]
    assert mapped(world) == {0: 6, 1: 7, **{page: page - 2 for page in range(2, 8)}}


def test_a_pmd_is_still_mapped_where_the_folio_lies_right(following):
    following.run(f"{CACHED}A mmap r memfd:f 8\nA read r 2")
    assert following.told == ["map_pmd L0[0-7] in A r"]


@pytest.mark.parametrize("kernel", KERNELS)
def test_anonymous_memory_is_faulted_as_before(machine_of, kernel):
    script = """
proc A
A mmap r anon 24
A write r 0 8
A fork B
B write r 3
A mprotect r 2 4 ro
B dontneed r 4 6
B read r
B write r 4
A write r 4
"""
    ruled, plain = machine_of(kernel=kernel, rules=FOLIO), machine_of(kernel=kernel)
    assert ruled.run(script) == plain.run(script)
