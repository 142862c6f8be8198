"""Which folios are mlocked, and how often; 8 pages are a PMD here."""

from __future__ import annotations

import pytest

LARGE = "set mthp:16 always\nproc A\nA mmap r anon 4 skew=4\nA write r\n"
"""One folio of four pages, mapped by PTEs."""
FILE = "set shmthp:16 always\nmemfd m 4\nproc A\nA mmap s memfd:m 4\nA mlock s onfault\nA write s 0\n"
LATER = ["6.12", "6.16", "6.18", "7.3"]


def counts(world) -> list[int]:
    """``mlock_count`` of what is mlocked, in the order in which the folios were made."""
    return [world.mlocked[number] for number in sorted(world.mlocked)]


@pytest.mark.parametrize("kernel", LATER)
def test_a_large_folio_that_ptes_map_whole_is_locked_as_a_whole_only(machine_of, kernel):
    assert counts(machine_of(kernel=kernel).run(f"{LARGE}A mlock r 1 4")) == []
    assert counts(machine_of(kernel=kernel).run(f"{LARGE}A mlock r")) == [1]


@pytest.mark.parametrize("kernel", LATER)
@pytest.mark.parametrize("what", ["A munlock r 3 4", "A munmap r 0 1", "A dontneed r 2 3", "A exit"])
def test_any_part_that_is_unlocked_or_unmapped_unlocks_a_large_folio(machine_of, kernel, what):
    machine = machine_of(kernel=kernel)
    machine.run(f"{LARGE}A mlock r")
    refused = what == "A dontneed r 2 3"  # of what is locked
    assert counts(machine.run(what)) == ([1] if refused else [])


@pytest.mark.parametrize("kernel", LATER)
def test_a_large_folio_that_is_new_in_a_locked_vma_is_locked(machine_of, kernel):
    script = LARGE.replace("A write r\n", "A mlock r onfault\nA write r 2")
    assert counts(machine_of(kernel=kernel).run(script)) == [1]


@pytest.mark.parametrize(("kernel", "locked"), [("6.12", []), ("6.16", []), ("6.18", [1]), ("7.3", [1])])
def test_a_large_folio_of_a_file_that_a_fault_maps_whole_is_locked_since_6_18(machine_of, kernel, locked):
    assert counts(machine_of(kernel=kernel).run(FILE)) == locked


HUGE = "set shmem always\nmemfd m 8\nproc A\nA mmap s memfd:m 8\nA mlock s onfault\nA write s 0"


@pytest.mark.parametrize(("kernel", "locked"), [("6.1", [1]), ("6.12", []), ("6.18", [1])])
def test_the_kernels_between_lock_no_pmd_that_a_fault_maps(machine_of, kernel, locked):
    assert counts(machine_of(kernel=kernel).run(HUGE)) == locked


THP = "proc A\nA mmap r anon 8\nA write r\nA mlock r\n"


@pytest.mark.parametrize(("kernel", "left"), [("6.1", []), ("6.12", []), ("6.18", [1]), ("7.3", [1])])
def test_a_locked_pmd_leaf_that_is_split_leaves_its_folio_locked_since_6_18(machine_of, kernel, left):
    machine = machine_of(kernel=kernel)
    assert counts(machine.run(THP)) == [1]
    assert counts(machine.run("A mprotect r 0 3 ro")) == left


@pytest.mark.parametrize("kernel", ["6.18", "7.3"])
def test_large_pieces_of_a_split_are_mapped_page_by_page_and_so_not_locked(machine_of, kernel):
    assert counts(machine_of(kernel=kernel).run(f"{THP}A splitfolio r 0 order=2")) == []
    assert counts(machine_of(kernel=kernel).run(f"{THP}A splitfolio r 0")) == [1] * 8


@pytest.mark.parametrize("kernel", ["6.1", "6.18"])
def test_a_child_locks_and_unlocks_nothing(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    assert counts(machine.run(f"{THP}A fork B")) == [1]
    assert counts(machine.run("B exit")) == [1]
    assert counts(machine.run("A fork C\nA exit")) == []


@pytest.mark.parametrize("kernel", ["6.1", "6.18"])
def test_who_locks_what_is_locked_counts_again_and_each_unlock_counts_out(machine_of, kernel):
    script = "memfd m 4\nproc A\nA mmap s memfd:m 4\nA mlock s\nproc B\nB mmap s memfd:m 4\nB mlock s\n"
    machine = machine_of(kernel=kernel)
    assert counts(machine.run(script)) == [2] * 4
    assert counts(machine.run("A mlock s\nA mlock s onfault")) == [2] * 4
    assert counts(machine.run("A munlock s 0 2\nB munmap s 1 3")) == [1, 1, 2]
    assert counts(machine.run("A exit")) == [1, 1]


@pytest.mark.parametrize(
    ("kernel", "lost"), [("6.1", [*range(20, 30), *range(35, 45)]), ("6.18", [*range(20, 31)])]
)
def test_an_mlock_is_not_counted_while_a_folio_waits_to_be_put_on_its_list(machine_of, kernel, lost):
    # D maps 20 pages that are on the list, so its mlocks come to a full batch before its new folios do
    script = "memfd m 48\nproc C\nC mmap s memfd:m 48\nC write s 0 20\nproc D\nD mmap s memfd:m 48\nD mlock s"
    machine = machine_of(kernel=kernel)
    assert [page for page, count in enumerate(counts(machine.run(script))) if not count] == lost
    world = machine.run("C mlock s\nC munlock s")
    assert [page for page, number in world.files["m"].cache.items() if number not in world.mlocked] == lost


def test_what_lost_its_lock_to_mremap_stays_mlocked_while_it_is_mapped(machine_of):
    machine = machine_of(kernel="6.12")
    machine.run("memfd m 8\nproc A\nA mmap r memfd:m 8\nA mlock r\nA mremap r 0 4 to=t dontunmap")
    assert not any(vma.locked for vma in machine.world.mms["A"].vmas if vma.region == "r")
    assert len(machine.run("A munmap r").mlocked) == 8  # the VMA says no more that it is locked
    assert not machine.run("A exit\nfclose m").mlocked


def test_pageout_leaves_what_is_mlocked_and_forgets_how_often(machine_of):
    machine = machine_of(kernel="6.12")
    machine.run("memfd m 8\nproc A\nA mmap r memfd:m 8\nA mlock r\nA mremap r 0 4 to=t dontunmap")
    assert counts(machine.run("A pageout r 4 8")) == [1] * 4 + [0] * 4
    assert len(list(machine.world.mms["A"].leaves())) == 8


@pytest.mark.parametrize("kernel", ["6.1", "6.12", "6.18", "7.3"])
def test_a_page_table_that_mremap_moves_as_a_whole_leaves_room_for_a_huge_page(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    machine.run("proc A\nA mmap r anon 8\nA write r\nA mprotect r 0 4 ro\nA mprotect r 0 4 rw")
    machine.run("A mremap r to=t skew=0 dontunmap")
    assert [what.split()[0] for what in machine.told if "move" in what] == ["move_ptes"]
    assert not isinstance(machine.world.mms["A"].pmds[4096 // 8], int)
    assert isinstance(machine.run("A write r 3").mms["A"].pmds[0], int)
