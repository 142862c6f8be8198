"""Guard regions, and accesses that say what they leave."""

from __future__ import annotations

import pytest

from mmtui.kernel.profile import KERNELS
from mmtui.model.entry import GUARD
from mmtui.model.world import World

GUARDED = "proc A\nA mmap r anon 16\nA write r 0 8\nA guard r 2 4\n"


@pytest.fixture
def newer(machine_of):
    return machine_of(kernel="6.18")


def guards(world: World, process: str = "A", region: str = "r") -> list[int]:
    mm = world.mms[process]
    return [leaf.vpn - mm.regions[region].start for leaf in mm.leaves() if leaf.entry == GUARD]


def fails(machine, line: str) -> tuple[str, int | None]:
    machine.run(line)
    return machine.result.err, machine.result.at


def test_what_was_mapped_is_unmapped_and_the_slots_are_filled(newer):
    world = newer.run(GUARDED)
    assert newer.told == ["split_pmd L0[0-7] in A r", "unmap_ptes L0[2-3] in A r"]
    assert guards(world) == [2, 3]
    assert world.entries(world.folios()[0]) == 6


@pytest.mark.parametrize("verb", ["read", "write"])
def test_an_access_is_a_segmentation_fault(newer, verb):
    newer.run(GUARDED)
    assert fails(newer, f"A {verb} r 0 8") == ("SIGSEGV", 2)


def test_without_the_guard_the_page_can_be_faulted_in_again(newer):
    world = newer.run(f"{GUARDED}A unguard r 0 3\nA write r 2")
    assert (newer.told, guards(world)) == (["new_ptes s0[0] in A r"], [3])


@pytest.mark.parametrize("line", ["dontneed r", "mprotect r ro", "free r", "cold r", "guard r 3 4"])
def test_guards_stay_where_pages_are_only_given_up(newer, line):
    newer.run(f"{GUARDED}A {line}")
    assert newer.result.ok
    assert guards(newer.world)[:2] == [2, 3]
    assert fails(newer, "A read r 0 8") == ("SIGSEGV", 2)


def test_a_table_that_has_guards_is_not_freed_with_what_it_maps(newer):
    newer.run(f"{GUARDED}A dontneed r 0 8\nA write r 0")
    assert newer.told == ["new_ptes s0[0] in A r"]


def test_a_new_mapping_has_none(newer):
    assert guards(newer.run(f"{GUARDED}A mmap r anon 16\nA read r 0 8")) == []


def test_they_move_with_their_range_and_children_get_them(newer):
    world = newer.run(f"{GUARDED}A mremap r 0 8 to=s\nA fork B")
    assert guards(world, "A", "s") == guards(world, "B", "s") == [2, 3]


def test_a_child_that_gets_the_memory_empty_gets_no_guards(newer):
    assert guards(newer.run(f"{GUARDED}A wipeonfork r\nA fork B"), "B") == []


def test_a_large_folio_is_not_put_where_a_guard_is(machine_of):
    machine = machine_of(16, kernel="6.18")
    machine.run(
        "set mthp:16 always\nset thp never\nproc A\nA mmap r anon 16 thp=on\nA guard r 2\nA write r 0"
    )
    assert machine.told == ["new_ptes s0[0] in A r"]


def test_populating_is_told_of_a_bad_address_and_collapse_gives_up(newer):
    newer.run(GUARDED)
    assert fails(newer, "A populate_read r")[0] == "EFAULT"
    assert fails(newer, "A collapse r 0 8")[0] == "EINVAL"
    assert fails(newer, "A mlock r")[0] == "ENOMEM"


def test_locked_memory_is_not_guarded(newer):
    newer.run("proc A\nA mmap r anon 8\nA mlock r")
    assert fails(newer, "A guard r 2 4")[0] == "EINVAL"
    newer.run("A munlock r")
    assert fails(newer, "A guard r 2 4") == ("", None)


@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels_before_6_13_have_no_guards(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    err = "EINVAL" if kernel in ("6.1", "6.12") else ""
    machine.run("proc A\nA mmap r anon 8\nA write r")
    assert fails(machine, "A guard r 2 4")[0] == fails(machine, "A unguard r 2 4")[0] == err


def test_a_guard_in_the_mapping_of_a_file_is_refused_by_name(newer):
    newer.run("memfd f 8\nproc A\nA mmap r memfd:f 8\nA guard r 2")
    assert newer.result.nonsense
    assert "guard" in newer.result.err


@pytest.mark.parametrize("kernel", KERNELS)
def test_fork_copies_an_empty_page_table_too_so_no_huge_page_fits_the_child(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    machine.run("proc A\nA mmap r anon 8\nA write r\nA mprotect r 0 4 ro\nA mprotect r rw")
    machine.run("A dontneed r 0 4\nA dontneed r 4 8\nA fork B\nB write r 0")
    assert machine.told == ["new_ptes s0[0] in B r"]


def test_touch_writes_or_reads(machine):
    machine.run("proc A\nA mmap r anon 8 thp=off\nA touch r 0 1 read\nA touch r 1")
    first, second = machine.world.mms["A"].leaves()
    assert (first.folio.zero, second.folio.zero) == (True, False)


def test_what_is_filled_with_zeroes_becomes_the_zero_page_when_its_folio_is_split(machine_of):
    script = (
        "proc A\nA mmap r anon 8\nA write r\nA fill r 0 3 val=0\nA fill r 5 8 val=256\nA fill r 6 val=1\n"
    )
    world = machine_of(kernel="6.12").run(f"{script}A splitfolio r")
    zero = [leaf.vpn for leaf in world.mms["A"].leaves() if leaf.folio.zero]
    assert zero == [0, 1, 2, 5, 7]
