"""Which folio a fault makes and maps, and what copy-on-write may reuse, where kernels differ."""

from __future__ import annotations

import pytest

SIZES = "set mthp:16 always\nset mthp:64 always\nproc A\nA mmap r anon 64\n"


def told(machine, script: str) -> list[str]:
    machine.run(script)
    return machine.told


def test_anonymous_memory_gets_the_largest_size_whose_range_is_empty_and_in_the_vma(machine_of):
    machine = machine_of(512, kernel="6.12")
    assert told(machine, SIZES + "A write r 20") == ["new_ptes L0[0-15] in A r"]
    assert told(machine, "A munmap r 0 4\nA write r 5") == ["new_ptes L1[0-3] in A r"]
    assert told(machine, "A dontneed r 21\nA write r 21") == ["new_ptes s0[0] in A r"]
    assert told(machine, "A write r 4 64")[-1] == "new_ptes L5[0-15] in A r"


def test_a_pages_neighbours_come_with_it_and_are_written(machine_of):
    world = machine_of(512, kernel="6.12").run(SIZES + "A write r 20")
    assert [leaf.vpn for leaf in world.mms["A"].leaves()] == list(range(16, 32))


def test_a_kernel_without_sizes_has_no_such_file(machine_of):
    machine = machine_of(512, kernel="6.1")
    machine.run("set mthp:64 always")
    assert (machine.result.rc, machine.result.err) == (-1, "ENOENT")
    assert told(machine, "proc A\nA mmap r anon 64\nA write r 20") == ["new_ptes s0[0] in A r"]


@pytest.mark.parametrize(
    ("settings", "advice", "folio"),
    [
        ("set mthp:16 madvise", "", "s0[0]"),
        ("set mthp:16 madvise", "thp=on", "L0[0-3]"),
        ("set mthp:16 always\nset thp never", "", "L0[0-3]"),
        ("set mthp:16 inherit\nset thp never", "thp=on", "s0[0]"),
        ("set mthp:16 inherit\nset thp madvise", "thp=on", "L0[0-3]"),
        ("set mthp:16 always", "thp=off", "s0[0]"),
        ("set mthp:32 never", "thp=on", "s0[0]"),
        ("", "thp=on", "L0[0-7]"),
    ],
)
def test_what_the_settings_allow(machine_of, settings, advice, folio):
    machine = machine_of(8, kernel="6.12")
    pages = 8 if "32" in settings or not settings else 7
    assert told(machine, f"{settings}\nproc A\nA mmap r anon {pages} {advice}\nA write r 0 1")[0].endswith(
        f"{folio} in A r"
    )


HALF = "set shmem always\nmemfd m 8\nproc A\nA mmap r memfd:m 4\nA write r 0 1\n"


@pytest.mark.parametrize(("kernel", "label"), [("6.1", "L0"), ("6.12", "s0"), ("6.18", "s0")])
def test_a_memfd_gets_a_huge_folio_where_the_vma_could_map_it(machine_of, kernel, label):
    assert told(machine_of(kernel=kernel), HALF) == [f"map_ptes {label}[0] in A r"]


@pytest.mark.parametrize("kernel", ["6.1", "6.12"])
def test_a_memfd_gets_none_for_memory_that_shall_not_be_huge(machine_of, kernel):
    script = "set shmem always\nmemfd m 8\nproc A\nA mmap r memfd:m 8 thp=off\nA write r 0 1"
    assert told(machine_of(kernel=kernel), script) == ["map_ptes s0[0] in A r"]


@pytest.mark.parametrize(("kernel", "event"), [("6.1", "map_pmd L0[0-7]"), ("6.12", "map_ptes L0[0-7]")])
def test_memory_that_shall_not_be_huge_and_a_huge_folio_of_others(machine_of, kernel, event):
    machine = machine_of(kernel=kernel)
    machine.run("set shmem always\nmemfd m 8\nproc A\nA mmap r memfd:m 8\nA write r 0 1")
    assert told(machine, "A mmap s memfd:m 8 thp=off\nA write s 0 1") == [f"{event} in A s"]


@pytest.mark.parametrize(("kernel", "pages"), [("6.1", 1), ("6.12", 4)])
def test_a_fault_maps_the_whole_folio_of_a_memfd(machine_of, kernel, pages):
    machine = machine_of(16, kernel=kernel)
    script = "set shmthp:16 always\nmemfd m 16\nproc A\nA mmap r memfd:m 16\nA write r 5"
    label = "L0[0-3]" if pages == 4 else "s0[0]"
    assert told(machine, script) == [f"map_ptes {label} in A r"]


@pytest.mark.parametrize(("kernel", "first"), [("6.16", 16), ("6.18", 0)])
def test_fault_around_stops_at_its_window_or_maps_each_folio_whole(machine_of, kernel, first):
    machine = machine_of(512, kernel=kernel)
    machine.run("set shmthp:128 always\nmemfd m 64\nproc A\nA mmap r memfd:m 64\nA write r 0 1")
    assert told(machine, "proc B\nB mmap r memfd:m 64\nB read r 20") == [f"map_ptes L0[{first}-31] in B r"]


DONTNEED = "proc A\nA mmap r anon 8\nA write r\nA dontneed r 0 4\nA dontneed r\nA write r 0 1"


@pytest.mark.parametrize(("kernel", "event"), [("6.12", "new_ptes s0[0]"), ("6.16", "new_pmd L1[0-7]")])
def test_memory_that_was_given_back_is_huge_again_if_its_table_was_freed(machine_of, kernel, event):
    assert told(machine_of(kernel=kernel), DONTNEED) == [f"{event} in A r"]


@pytest.mark.parametrize(("kernel", "event"), [("6.12", "new_ptes s1[0]"), ("6.16", "new_pmd L1[0-7]")])
def test_a_write_to_the_huge_zero_folio(machine_of, kernel, event):
    assert told(machine_of(kernel=kernel), "proc A\nA mmap r anon 8\nA read r\nA write r 3") == [
        f"{event} in A r"
    ]


OWNED = "proc A\nA mmap r anon 8\nA write r\nA fork B\nB munmap r 0 1\n"


@pytest.mark.parametrize(("kernel", "copies"), [("6.1", True), ("6.12", True), ("6.16", False)])
def test_the_last_owner_of_a_large_folio_writes_in_place(machine_of, kernel, copies):
    machine = machine_of(kernel=kernel)
    assert bool(told(machine, OWNED + "A exit\nB write r 3")) == copies


def test_a_third_process_that_is_left_alone_is_taken_for_one_of_several(machine_of):
    machine = machine_of(kernel="6.16")
    script = (
        "proc A\nA mmap r anon 8\nA write r\nA fork B\nA fork C\nC munmap r 0 1\nA exit\nB exit\nC write r 3"
    )
    assert told(machine, script) == ["new_ptes s0[0] in C r", "unmap_ptes L0[3] in C r"]
    (owners,) = machine.world.owners.values()
    assert (owners.shared, owners.entries) == (True, 6)


def test_the_last_mapped_page_is_copied_to_let_go_of_the_folio(machine_of):
    machine = machine_of(kernel="6.16")
    assert len(told(machine, OWNED + "A exit\nB munmap r 2 8\nB write r 1")) == 2


@pytest.mark.parametrize(("kernel", "letters"), [("6.12", False), ("6.16", True)])
def test_a_read_maps_a_dirty_folio_dirty(machine_of, kernel, letters):
    machine = machine_of(kernel=kernel)
    world = machine.run(
        "memfd m 8\nproc A\nA mmap r memfd:m 8\nA write r 0\nproc B\nB mmap r memfd:m 8\nB read r 0"
    )
    (leaf,) = world.mms["B"].leaves()
    assert bool(leaf.entry & 2) == letters
