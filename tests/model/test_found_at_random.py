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
