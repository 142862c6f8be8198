"""What each operation does to page tables, and what it tells the accounting; 8 pages are a PMD here."""

from __future__ import annotations

import pytest

from mmtui.kernel.execute import Result
from mmtui.model.entry import flags_in, letters
from mmtui.model.folio import folio_number, folio_of
from mmtui.model.truth import truth_of

L0 = folio_of(folio_number(0, order=3, anon=True))
HUGE = "proc A\nA mmap r anon 8\nA write r\n"
SMALL = "proc A\nA mmap r anon 8 thp=off\nA write r 0 4\n"
SHMEM = "set shmem always\nmemfd m 8\nproc A\nA mmap r memfd:m 8\n"


def test_mmap_makes_a_vma_and_no_entry(machine):
    world = machine.run("proc A\nA mmap r anon 8")
    assert machine.told == []
    assert len(world.mms["A"].vmas) == 1
    assert list(world.mms["A"].leaves()) == []


def test_a_write_to_an_aligned_range_maps_a_new_folio_by_one_pmd_leaf(machine):
    machine.run(HUGE)
    assert machine.told == ["new_pmd L0[0-7] in A r"]


def test_without_thp_each_page_gets_a_folio_of_its_own(machine):
    machine.run(SMALL)
    assert machine.told == [f"new_ptes s{at}[0] in A r" for at in range(4)]


def test_a_read_of_untouched_memory_maps_the_zero_page_and_tells_nobody(machine):
    world = machine.run("proc A\nA mmap r anon 8 thp=off\nA read r 0 2")
    assert machine.told == []
    assert [leaf.folio.zero for leaf in world.mms["A"].leaves()] == [True, True]
    assert world.mapped == {}


def test_fork_shares_anonymous_entries_write_protected(machine):
    world = machine.run(HUGE + "A fork B")
    assert machine.told == ["dup_pmd L0[0-7] in B r"]
    entries = {mm.leaf_at(next(iter(mm.leaves())).vpn).entry for mm in world.mms.values()}
    assert len(entries) == 1
    assert truth_of(world, L0).shared


def test_fork_leaves_a_file_mapping_out(machine):
    machine.run(SHMEM + "A write r\nA fork B")
    assert machine.told == []


def test_a_write_after_fork_splits_the_pmd_and_copies_one_page(machine):
    machine.run(HUGE + "A fork B\nB write r 3")
    assert machine.told == ["split_pmd L0[0-7] in B r", "new_ptes s0[0] in B r", "unmap_ptes L0[3] in B r"]


def test_the_only_owner_writes_in_place(machine):
    machine.run(HUGE + "A fork B\nB exit\nA write r 3")
    assert machine.told == []


@pytest.mark.parametrize(("kernel", "copies"), [("6.1", 0), ("6.12", 1)])
def test_only_6_1_reuses_the_last_mapped_page_of_a_large_folio(machine_of, kernel, copies):
    machine = machine_of(kernel=kernel)
    machine.run(HUGE + "A fork B\nB munmap r 1 8\nA munmap r\nB write r 0")
    assert len(machine.told) == 2 * copies


def test_mprotect_of_the_middle_makes_three_vmas_and_splits_the_pmd(machine):
    world = machine.run(HUGE + "A mprotect r 2 5 ro")
    assert [(vma.end - vma.start, vma.prot.value) for vma in world.mms["A"].vmas] == [
        (2, "rw"),
        (3, "ro"),
        (3, "rw"),
    ]
    assert machine.told[0] == "split_pmd L0[0-7] in A r"
    assert truth_of(world, L0).entries == 8


def test_mprotect_back_merges_the_three_again(machine):
    world = machine.run(HUGE + "A mprotect r 2 5 ro\nA mprotect r 2 5 rw")
    assert len(world.mms["A"].vmas) == 1
    assert [event.what.value for event in machine.events] == ["merge_vmas", "merge_vmas"]


def test_mprotect_of_a_file_folio_removes_its_pmd(machine):
    machine.run(SHMEM + "A write r\nA mprotect r 2 5 ro")
    assert machine.told[0] == "unmap_pmd L0[0-7] in A r"


def test_munmap_of_the_middle_splits_the_vma_and_unmaps_one_batch(machine):
    machine.run(HUGE + "A munmap r 2 5")
    assert machine.told[0] == "split_pmd L0[0-7] in A r"
    assert machine.told[-1] == "unmap_ptes L0[2-4] in A r"


def test_dontneed_keeps_the_vma_and_its_page_table(machine):
    world = machine.run(HUGE + "A dontneed r 0 4\nA dontneed r\nA write r 0")
    assert machine.told == ["new_ptes s0[0] in A r"], "the empty page table stays, so no huge page fits"
    assert len(world.mms["A"].vmas) == 1


def test_munmap_frees_the_page_table(machine):
    machine.run(HUGE + "A munmap r\nA mmap r anon 8\nA write r 0")
    assert machine.told == ["new_pmd L1[0-7] in A r"]


def test_mremap_to_an_aligned_place_moves_the_pmd(machine):
    world = machine.run(HUGE + "A mremap r 0 8 to=s")
    assert machine.told == ["move_pmd L0[0-7] in A r"]
    assert world.mms["A"].vmas[0].region == "s"


def test_mremap_of_a_part_splits_and_moves_ptes(machine):
    world = machine.run(HUGE + "A mremap r 2 5 to=s skew=1")
    assert "move_ptes L0[2-4] in A r" in machine.told
    assert truth_of(world, L0).pages == (1,) * 8
    assert len(truth_of(world, L0).vmas) == 3


def test_a_memfd_write_fault_maps_the_whole_folio_when_it_lies_right(machine):
    machine.run(SHMEM + "A write r 3")
    assert machine.told == ["map_pmd L0[0-7] in A r"]


def test_a_skewed_mapping_of_a_large_file_folio_is_mapped_page_by_page(machine):
    machine.run("set shmem always\nmemfd m 8\nproc A\nA mmap r memfd:m 8 skew=3\nA write r 2")
    assert machine.told == ["map_ptes L0[2] in A r"]


def test_a_read_fault_maps_what_the_page_cache_has_around_it(machine):
    machine.run("memfd m 8\nproc A\nA mmap r memfd:m 8\nA write r\nproc B\nB mmap r memfd:m 8\nB read r 2")
    assert len(machine.told) == 8


def test_the_very_first_folio_can_be_a_small_page_of_a_file(machine):
    """Its number is 0 in every part; its entry must not be taken for an empty slot."""
    world = machine.run("proc A\nmemfd m 16\nA mmap r memfd:m 16 private\nA read r 0")
    assert [leaf.folio.label for leaf in world.mms["A"].leaves()] == ["s0"]
    assert len(machine.run("A mprotect r ro").mapped) == 1


def test_fault_around_looks_at_sixteen_pages_from_the_start_of_the_vma(machine_of):
    machine = machine_of(512)
    machine.run(
        "memfd m 32\nproc B\nB mmap r memfd:m 32\nB write r\nproc A\nA mmap s memfd:m 32 skew=5\nA read s 0"
    )
    assert len(machine.told) == 16


def test_mremap_from_where_nothing_is_leaves_the_new_place_alone(machine):
    world = machine.run(HUGE + "A mmap s anon 8\nA write s\nA munmap r\nA mremap r 0 8 to=s")
    assert machine.result == Result(-1, "EFAULT")
    assert len(list(world.mms["A"].leaves())) == 1


ERRORS = {
    "A read r": Result(-2, "A has no region r"),
    "A mmap r anon 0": Result(-1, "EINVAL"),
    "A mmap r anon 4\nA write r 2 6": Result(-1, "SIGSEGV", 4),
    "A mmap r anon 4 ro\nA write r": Result(-1, "SIGSEGV", 0),
    "A mmap r anon 4\nA mprotect r 1 2 none\nA read r": Result(-1, "SIGSEGV", 1),
    "memfd m 2\nA mmap r memfd:m 4\nA write r": Result(-1, "SIGBUS", 2),
    "A mmap r anon 4\nA munmap r 1 2\nA mprotect r 0 4 ro": Result(-1, "ENOMEM"),
    "A mmap r anon 4\nA munmap r 1 2\nA dontneed r": Result(-1, "ENOMEM"),
    "A mmap r anon 4\nA munmap r 1 2\nA mremap r 0 4 to=s": Result(-1, "EFAULT"),
    "A mmap r anon 4\nA mremap r 0 4 to=r skew=2": Result(-1, "EINVAL"),
    "B exit": Result(-2, "there is no process B"),
    "A exit\nA read r": Result(-2, "there is no process A any more"),
    "proc A": Result(-2, "there was a process A already; a name is used once"),
    "A mmap r memfd:m 4": Result(-2, "there is no memfd m"),
    "A mmap r anon 3073": Result(-2, "a region has at most 3072 pages, and 4096 with its skew"),
}


@pytest.mark.parametrize("script", ERRORS)
def test_errors_are_results_in_the_kernels_words(machine, script):
    machine.run("proc A\n" + script)
    assert machine.result == ERRORS[script]
    assert machine.result.nonsense == (" " in machine.result.err), "the kernel has a word for its errors"


def test_an_error_leaves_what_was_done_before_it(machine):
    world = machine.run("proc A\nA mmap r anon 4\nA write r 2 6")
    assert len(list(world.mms["A"].leaves())) == 2


@pytest.mark.parametrize(("kernel", "dirty"), [("6.16", "5"), ("6.18", "4567"), ("7.3", "4567")])
def test_mprotect_makes_all_pages_of_a_batch_dirty_if_one_is_since_6_17(machine_of, kernel, dirty):
    script = "set mthp:16 always\nproc A\nA mmap r anon 4 skew=4\nA write r\nA free r\nA write r 1\n"
    world = machine_of(kernel=kernel).run(f"{script}A mprotect r ro")
    found = {leaf.vpn: letters(flags_in(leaf.entry)) for leaf in world.mms["A"].leaves()}
    assert "".join(str(page) for page in found if "D" in found[page]) == dirty
