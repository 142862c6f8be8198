"""Which VMAs merge, under which kernel; 8 pages are a PMD here."""

from __future__ import annotations

import pytest

ALL = ("6.1", "6.12", "6.16", "6.18")


def ranges(world, name="A") -> list[tuple[int, int]]:
    return [(vma.start, vma.end) for vma in world.mms[name].vmas]


MERGES = {
    # a script, and the VMAs it ends with: under all kernels, or from the named kernel on
    "untouched memory beside touched memory": (
        "A mmap r anon 4 thp=off\nA write r\nA mmap r anon 4 skew=4 thp=off",
        [(0, 8)],
    ),
    "memory that is advised after it was mapped": (
        "A mmap r anon 4 thp=off\nA mmap r anon 4 skew=4",
        [(0, 4), (4, 8)],
    ),
    "two openings of one file": (
        "memfd m 8\nA mmap r memfd:m 4\nA mmap r memfd:m 4 skew=4 foff=4",
        [(0, 4), (4, 8)],
    ),
    "one opening, cut and made whole": (
        "memfd m 8\nA mmap r memfd:m 8\nA mprotect r 2 4 ro\nA mprotect r 2 4 rw",
        [(0, 8)],
    ),
    "file memory that became accounted with its first rw": (
        "memfd m 8\nA mmap r memfd:m 8 private ro\nA mprotect r 0 4 rw\nA mprotect r 0 4 ro",
        [(0, 4), (4, 8)],
    ),
    "the parts of touched memory": (
        "A mmap r anon 8\nA write r\nA mprotect r 2 5 none\nA mprotect r 2 5 rw",
        [(0, 8)],
    ),
    "pieces that were touched apart, in different order of bits": (
        "A mmap r anon 4\nA write r\nA mprotect r ro\nA mmap r anon 4 skew=4\nA write r\nA mprotect r ro",
        [(0, 8)],  # the neighbour lent its anon_vma
    ),
    "pieces whose anon_vmas differ": (
        "A mmap r anon 4\nA write r\nA mmap r anon 4 skew=8\nA write r\nA mmap r anon 4 skew=4",
        {"6.1": [(0, 4), (4, 12)], "6.12": [(0, 8), (8, 12)]},
    ),
    "a hole between untouched and touched memory": (
        "A mmap r anon 12\nA munmap r 4 8\nA write r 8 12\nA mmap r anon 4 skew=4",
        {"6.1": [(0, 4), (4, 12)], "6.12": [(0, 12)]},
    ),
    "memory that was never touched and is read-only again": (
        "A mmap r anon 8 ro\nA mprotect r 0 4 rw\nA mprotect r 0 4 ro",
        {"6.1": [(0, 4), (4, 8)], "6.12": [(0, 8)]},
    ),
    "touched memory that becomes as its untouched neighbour": (
        "A mmap r anon 8\nA mprotect r 0 4 ro\nA write r 4 8\nA mprotect r 4 8 ro\nA mprotect r 0 4 rw\n"
        "A mprotect r 4 8 rw",
        {"6.1": [(0, 4), (4, 8)], "6.12": [(0, 4), (4, 8)], "6.16": [(0, 8)]},
    ),
}


@pytest.mark.parametrize("kernel", ALL)
@pytest.mark.parametrize("what", MERGES)
def test_neighbours_merge_as_in_the_kernel(machine_of, what, kernel):
    script, expected = MERGES[what]
    if isinstance(expected, dict):
        expected = [expected[known] for known in expected if ALL.index(known) <= ALL.index(kernel)][-1]
    assert ranges(machine_of(kernel=kernel).run("proc A\n" + script)) == expected


def test_new_memory_merges_with_the_parents_and_not_with_what_fork_copied(machine):
    machine.run("proc A\nA mmap r anon 4\nA write r\nA fork B")
    world = machine.run("A mmap r anon 4 skew=4\nB mmap r anon 4 skew=4")
    assert ranges(world, "A") == [(0, 8)]
    assert ranges(world, "B") == [(0, 4), (4, 8)]


@pytest.mark.parametrize("kernel", ALL)
def test_what_fork_copied_can_be_cut_and_made_whole(machine_of, kernel):
    world = machine_of(kernel=kernel).run(
        "proc A\nA mmap r anon 8\nA write r\nA fork B\nB mprotect r 2 5 ro\nB mprotect r 2 5 rw"
    )
    assert ranges(world, "B") == [(0, 8)]


def test_what_the_parents_two_anon_vmas_were_lent_for_stays_apart_in_the_child(machine):
    """Both pieces have the parent's one; each gets an own one in the child."""
    machine.run("proc A\nA mmap r anon 8\nA write r\nA mprotect r 0 4 ro\nA fork B")
    assert ranges(machine.run("A mprotect r 0 4 rw"), "A") == [(0, 8)]
    assert ranges(machine.run("B mprotect r 0 4 rw"), "B") == [(0, 4), (4, 8)]


def test_the_chain_does_not_grow_with_each_generation(machine):
    machine.run("proc A\nA mmap r anon 4\nA write r")
    lengths = []
    for parent, child in zip("ABCDEFG", "BCDEFGH", strict=True):
        world = machine.run(f"{parent} fork {child}\n{parent} exit\n{child} write r 0")
        lengths.append(len(world.mms[child].vmas[0].chain))
    assert lengths == [2, 3, 3, 3, 3, 3, 3]


def test_an_anon_vma_of_a_living_sibling_is_not_used_again(machine):
    world = machine.run("proc A\nA mmap r anon 4\nA write r\nA fork B\nB fork C\nB exit\nC fork D\nC fork E")
    used = [world.mms[name].vmas[0].anon_vma for name in "ACDE"]
    assert len(set(used)) == 4


def test_a_write_past_the_end_of_a_private_file_has_prepared_its_vma(machine):
    world = machine.run("memfd m 2\nproc A\nA mmap r memfd:m 4 private\nA write r 3 4")
    assert machine.result.err == "SIGBUS"
    assert world.mms["A"].vmas[0].anon_vma is not None


@pytest.mark.parametrize("kernel", ALL)
def test_untouched_memory_that_merges_with_its_own_copy_keeps_its_zero_pages(machine_of, kernel):
    world = machine_of(kernel=kernel).run(
        "proc A\nA mmap r anon 16 thp=off\nA read r 0 8\nA mremap r 8 16 to=r skew=16"
    )
    assert ranges(world) == [(0, 8), (16, 24)]
    assert [leaf.vpn for leaf in world.mms["A"].leaves()] == list(range(8))


def test_mremap_of_several_vmas_and_the_hole_between_them(machine_of):
    script = "proc A\nA mmap r anon 12 thp=off\nA write r\nA mprotect r 0 2 ro\nA munmap r 4 6\n"
    script += "A mremap r 0 12 to=s"
    machine = machine_of(kernel="6.12")
    machine.run(script)
    assert machine.result.err == "EFAULT"
    machine = machine_of(kernel="6.18")
    world = machine.run(script)
    assert machine.result.ok
    assert [(start % 4096, end % 4096) for start, end in ranges(world)] == [(0, 2), (2, 4), (6, 12)]
    assert {leaf.vpn // 4096 for leaf in world.mms["A"].leaves()} == {1}


def test_mremap_of_many_refuses_a_hole_at_the_start(machine_of):
    machine = machine_of(kernel="6.18")
    machine.run("proc A\nA mmap r anon 12\nA munmap r 0 2\nA mremap r 0 12 to=s")
    assert machine.result.err == "EFAULT"
