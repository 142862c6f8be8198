"""What random scripts on real kernels showed that the model did not do; 8 pages are a PMD here."""

from __future__ import annotations

from collections import Counter

import pytest

from mmtui.model.entry import flags_in, letters

HUGE = "proc A\nA mmap r anon 8\nA write r 0 8\n"
FILE = "proc A\nmemfd m 8\nA mmap r memfd:m 8\nA write r 0\n"


def bits(world, page: int, name: str = "A") -> str:
    return letters(flags_in(world.mms[name].leaf_at(page).entry))


def orders(world) -> dict[int, int]:
    return dict(sorted(Counter(folio.order for folio in world.folios() if not folio.zero).items()))


@pytest.mark.parametrize(
    ("kernel", "left"),
    [("6.1", {0: 8}), ("6.12", {0: 8}), ("6.16", {3: 1}), ("6.18", {3: 1}), ("7.3", {0: 8})],
)
def test_a_split_of_what_two_map_by_a_pmd_fails_from_6_15_to_6_18(machine_of, kernel, left):
    world = machine_of(kernel=kernel).run(HUGE + "A fork B\nA splitfolio r 0")
    assert orders(world) == left


def test_a_split_that_fails_leaves_ptes_where_the_first_pmd_leaf_was(machine_of):
    world = machine_of(kernel="6.18").run(HUGE + "A fork B\nA fork C\nB splitfolio r 0")
    assert [isinstance(world.mms[name].pmds[0], int) for name in "ABC"] == [False, True, True]
    (mapped,) = world.mapped.values()
    assert (mapped.pmds, mapped.entries) == (2, 10)
    assert len(world.dirty) == 1


@pytest.mark.parametrize(
    "script", ["B mprotect r 0 2 none\nB cold r 2 8", "B mprotect r none\nB splitfolio r 3"]
)
def test_the_zero_page_that_a_split_maps_has_the_rights_of_its_vma(machine_of, script):
    machine = machine_of(kernel="6.18")
    world = machine.run(f"proc B\nB mmap r anon 8\nB write r 5\n{script}")
    assert bits(world, 0, "B") == "n"


def test_what_is_left_of_the_huge_zero_folio_has_the_rights_of_its_vma(machine_of):
    world = machine_of(kernel="6.18").run(
        "proc A\nA mmap r anon 8\nA read r 0\nA mprotect r none\nA dontneed r 0 2"
    )
    assert bits(world, 5) == "n"


@pytest.mark.parametrize("backing", ["anon 8 thp=off", "memfd:m 8"])
def test_a_collapse_keeps_the_rights_of_its_vma(machine_of, backing):
    machine = machine_of(kernel="6.18")
    world = machine.run(
        f"proc A\nmemfd m 8\nA mmap r {backing}\nA write r\nA hugepage r\nA mprotect r none\nA collapse r"
    )
    assert isinstance(world.mms["A"].pmds[0], int)
    assert "n" in bits(world, 0)
    assert "w" not in bits(world, 0)


@pytest.mark.parametrize(("unmapped", "left"), [("0 1", {3: 1}), ("7 8", {0: 7})])
def test_6_1_frees_no_part_of_a_folio_whose_first_page_is_gone(machine_of, unmapped, left):
    world = machine_of(kernel="6.1").run(HUGE + f"A munmap r {unmapped}\nA free r 3 4")
    assert orders(world) == left


def test_6_1_frees_no_part_of_a_folio_that_another_maps_in_part(machine_of):
    world = machine_of(kernel="6.1").run(HUGE + "A fork B\nB munmap r 0 7\nA free r 3 4")
    assert orders(world) == {3: 1}


@pytest.mark.parametrize(("kernel", "err", "mapped"), [("6.1", "EINVAL", False), ("6.18", "", True)])
def test_6_1_maps_what_it_collapsed_only_where_there_was_a_table(machine_of, kernel, err, mapped):
    machine = machine_of(kernel=kernel)
    world = machine.run(FILE + "A fork B\nB collapse r")
    assert (machine.result.err, 0 in world.mms["B"].pmds) == (err, mapped)
    assert orders(world) == {3: 1}


def test_a_child_without_page_tables_maps_no_collapsed_folio_up_to_6_16(machine_of):
    machine = machine_of(kernel="6.16")
    world = machine.run(FILE.replace("8", "16") + "A fork B\nA write r 8\nA collapse r\nB collapse r")
    assert (machine.result.err, dict(world.mms["B"].pmds)) == ("EINVAL", {})
    machine.run("B read r 8\nB collapse r 0 8")
    assert (machine.result.err, 0 in machine.world.mms["B"].pmds) == ("", True)


@pytest.mark.parametrize(
    ("kernel", "huge", "bits_left"),
    [("6.1", "", "nd"), ("6.12", "", "nD"), ("6.12", "A hugepage r\n", "n"), ("7.3", "A hugepage r\n", "nD")],
)
def test_only_a_pmd_leaf_loses_its_dirty_bit_under_prot_none(machine_of, kernel, huge, bits_left):
    thp = "" if huge else "thp=off"
    world = machine_of(kernel=kernel).run(
        f"proc A\nA mmap r anon 8 {thp}\n{huge}A write r\nA mprotect r none"
    )
    assert bits(world, 0) == bits_left


@pytest.mark.parametrize(("kernel", "err"), [("6.16", "EFAULT"), ("6.18", "")])
def test_many_vmas_move_and_leave_their_old_places_mapped_since_6_17(machine_of, kernel, err):
    machine = machine_of(kernel=kernel)
    world = machine.run(HUGE + "A mprotect r 0 2 ro\nA mremap r 0 7 to=s dontunmap")
    assert machine.result.err == err
    there = [(vma.start, vma.end) for vma in world.mms["A"].vmas if vma.region == "s"]
    assert there == ([] if err else [(4096, 4098), (4098, 4103)])
    assert [vma.end for vma in world.mms["A"].vmas if vma.region == "r"][-1] == 8


@pytest.mark.parametrize(("kernel", "behind"), [("6.1", True), ("6.12", False)])
def test_6_1_populates_what_lies_behind_a_hole(machine_of, kernel, behind):
    machine = machine_of(kernel=kernel)
    world = machine.run("proc A\nA mmap r anon 16 thp=off\nA munmap r 2 3\nA populate_write r")
    assert machine.result.err == "ENOMEM"
    assert (world.mms["A"].leaf_at(9) is not None) is behind


@pytest.mark.parametrize(
    ("kernel", "shmem", "left"),
    [
        ("6.1", "always", {3: 1}),
        ("6.12", "always", {3: 1}),
        ("6.16", "always", {0: 1}),
        ("6.18", "always", {3: 1}),
        ("6.18", "advise", {0: 1}),
        ("6.18", "never", {0: 1}),
    ],
)
def test_a_write_to_a_memfd_makes_what_the_settings_of_shared_memory_say(machine_of, kernel, shmem, left):
    world = machine_of(kernel=kernel).run(f"set shmem {shmem}\nmemfd m 16\nfwrite m 3 4")
    assert orders(world) == left


@pytest.mark.parametrize(
    ("kernel", "file", "left"),
    [
        ("6.12", "huge", {0: 3, 3: 1}),
        ("6.16", "huge", {0: 4}),
        ("6.18", "huge", {0: 1, 1: 1, 2: 1, 3: 1}),
        ("6.18", "within_size", {0: 1, 1: 2, 2: 1}),
    ],
)
def test_a_write_takes_the_largest_size_that_is_free(machine_of, kernel, file, left):
    script = f"proc A\nfile f 14 {file}\nA mmap r file:f 14 thp=off\nA write r 1\n"
    world = machine_of(kernel=kernel).run(script + "fwrite f 2 3\nfwrite f 7 8\nfwrite f 13 14")
    assert orders(world) == left


@pytest.mark.parametrize(("kernel", "read_only"), [("6.1", "d"), ("6.12", "D"), ("6.18", "D")])
def test_a_huge_page_that_a_read_made_has_the_rights_of_its_vma(machine_of, kernel, read_only):
    script = "set zeropage 0\nproc A\nA mmap r anon 8 {}\nA read r 3"
    found = [bits(machine_of(kernel=kernel).run(script.format(how)), 3) for how in ("", "ro")]
    assert found == ["wd", read_only]


@pytest.mark.parametrize(("kernel", "err"), [("6.1", "EINVAL"), ("6.18", "EINVAL"), ("7.3", "")])
def test_a_collapse_inside_a_pmd_range_is_an_error_up_to_6_18(machine_of, kernel, err):
    machine = machine_of(kernel=kernel)
    machine.run("proc A\nA mmap r anon 8\nA write r\nA collapse r 2 5")
    assert machine.result.err == err


def vmas(world, region: str) -> list[tuple[int, int, bool]]:
    found = [vma for vma in world.mms["A"].vmas if vma.region == region]
    return [(vma.start - found[0].start, vma.end - found[0].start, vma.locked) for vma in found]


@pytest.mark.parametrize(
    ("kernel", "left"),
    [("6.18", [(0, 8, False)]), ("7.3", [(0, 2, True), (2, 5, False), (5, 8, True)])],
)
def test_what_dontunmap_leaves_of_a_locked_vma_is_unlocked_alone_in_7_3(machine_of, kernel, left):
    script = "proc A\nA mmap r anon 8\nA mlock r onfault\nA mremap r 2 5 to=s dontunmap"
    world = machine_of(kernel=kernel).run(script)
    assert vmas(world, "r") == left
    assert vmas(world, "s") == [(0, 3, True)]


@pytest.mark.parametrize(
    ("kernel", "left"), [("6.18", [(0, 8)]), ("7.3", [(0, 2), (2, 5), (5, 8)])], ids=["6.18", "7.3"]
)
def test_7_3_numbers_the_pages_of_a_vma_that_dontunmap_has_emptied_anew(machine_of, kernel, left):
    script = "proc A\nA mmap r anon 8\nA write r\nA mremap r to=s\nA mprotect s 2 5 ro\n"
    world = machine_of(kernel=kernel).run(script + "A mremap s 2 5 to=t dontunmap\nA mprotect s 2 5 rw")
    assert [place[:2] for place in vmas(world, "s")] == left


PAGED = "A mmap r memfd:m 16\nA write r 0 3\nA read r 3 6\nA pageout r"
"""Some pages of a file are dirty and some are clean."""


@pytest.mark.parametrize("kernel", ["6.1", "6.12", "6.16", "6.18", "7.3"])
def test_pageout_unmaps_pages_of_a_file_and_frees_the_clean_ones(machine_of, kernel):
    world = machine_of(kernel=kernel).run(f"memfd m 16\nproc A\n{PAGED}")
    assert not list(world.mms["A"].leaves())
    assert sorted(world.files["m"].cache) == [0, 1, 2]


@pytest.mark.parametrize(("kernel", "left"), [("6.1", {0: 8}), ("6.12", {3: 1}), ("7.3", {3: 1})])
def test_pageout_of_a_large_folio_of_a_file_splits_it_under_6_1_only(machine_of, kernel, left):
    script = "set shmem always\nmemfd m 16\nproc A\nA mmap r memfd:m 16\nA write r 0\nA read r 8\nA pageout r"
    world = machine_of(kernel=kernel).run(script)
    assert not list(world.mms["A"].leaves())
    assert orders(world) == left


@pytest.mark.parametrize("kernel", ["6.1", "6.12", "6.16", "6.18", "7.3"])
def test_pageout_leaves_what_another_process_maps_and_what_is_locked(machine_of, kernel):
    script = "memfd m 8\nproc A\nA mmap r memfd:m 8\nA write r\nproc B\nB mmap r memfd:m 8\nB write r 0 2\n"
    script += "proc C\nC mmap r memfd:m 8\nC mlock r 6 8\nA munmap r 6 8\nC read r 4 5\n"
    script += "B pageout r\nC pageout r 0 6"
    world = machine_of(kernel=kernel).run(script)
    mapped = {name: [leaf.vpn % 8 for leaf in world.mms[name].leaves()] for name in "ABC"}
    assert mapped["B"] == [0, 1]
    assert {6, 7} <= set(mapped["C"])


@pytest.mark.parametrize("kernel", ["6.1", "6.12", "6.16", "6.18", "7.3"])
def test_pageout_splits_anonymous_folios_and_takes_what_was_given_up(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    assert orders(machine.run(HUGE + "A pageout r")) == {0: 8}
    world = machine.run("A free r 2 6\nA write r 5\nA pageout r")
    assert orders(world) == {0: 5}


@pytest.mark.parametrize("kernel", ["6.1", "6.12", "6.18", "7.3"])
def test_a_folio_of_which_a_hole_takes_a_part_is_dirty(machine_of, kernel):
    script = "set shmem always\nmemfd m 8\nproc A\nA mmap r memfd:m 8\nA read r 0\nfpunch m 4 8"
    world = machine_of(kernel=kernel).run(script)
    assert set(world.files["m"].cache.values()) <= world.dirty


@pytest.mark.parametrize(("kernel", "dirty"), [("6.1", False), ("6.12", True), ("6.18", True), ("7.3", True)])
def test_what_was_written_through_a_pmd_is_dirty_when_it_is_unmapped(machine_of, kernel, dirty):
    script = "set shmem always\nmemfd m 8\nproc A\nA mmap r memfd:m 8\nA read r 0\nA write r 3\nA munmap r"
    assert bool(machine_of(kernel=kernel).run(script).dirty) == dirty


@pytest.mark.parametrize("gone", ["ftrunc m 5", "fpunch m 6 7"])
def test_an_empty_entry_of_locked_memory_keeps_no_page_of_a_file(machine, gone):
    script = (
        f"memfd m 8\nproc A\nA mmap r memfd:m 8 shared\nA write r\nA mlock r 6 7\n{gone}\nA pageout r 0 5"
    )
    world = machine.run(script)
    assert [leaf.vpn % 8 for leaf in world.mms["A"].leaves() if leaf.vpn % 8 < 5] == []


def test_an_empty_entry_is_not_the_first_page_of_a_file_that_a_pipe_has(machine):
    script = "memfd m 4\nproc A\nA mmap f memfd:m 4 shared\nA write f 0 1\nA vmsplice f 0 1\n"
    script += "A mmap r anon 8 thp=on\nA write r\nA dontneed r 0 2\nA collapse r"
    world = machine.run(script)
    assert sum(leaf.folio.order == 3 for leaf in world.mms["A"].leaves()) == 1


@pytest.mark.parametrize("gone", ["A exit", "A munmap r", "A dontneed r"])
@pytest.mark.parametrize("kernel", ["6.1", "6.18"])
def test_what_was_dirty_before_it_was_protected_is_dirty_when_it_is_unmapped(machine_of, kernel, gone):
    script = "memfd m 8\nproc A\nA mmap r memfd:m 8 shared\nA read r 0 1\nA write r 0 1\nA mprotect r ro\n"
    world = machine_of(kernel=kernel).run(script + gone)
    assert world.files["m"].cache[0] in world.dirty
