"""Pinned pages: fork() copies them, they stay when their mapping goes, and what would move them fails."""

from __future__ import annotations

import pytest

from mmtui.kernel.profile import KERNELS
from mmtui.model.truth import truth_of

PINNED = [kernel for kernel in KERNELS if kernel != "7.3-nopmc"]
SHARED = "proc A\nA mmap r anon 8\nA write r\n"


@pytest.mark.parametrize("kernel", PINNED)
def test_one_pinned_page_makes_fork_copy_all_of_its_folio(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    machine.run(f"{SHARED}A pin r 3 4\nA fork B")
    assert machine.told == ["split_pmd L0[0-7] in A r", *(f"new_ptes s{at}[0] in B r" for at in range(8))]
    (folio, *_) = machine.world.folios()
    assert truth_of(machine.world, folio).mms == {"A"}


def test_of_small_pages_only_the_pinned_ones_are_copied(machine):
    machine.run("proc A\nA mmap r anon 4 thp=off\nA write r\nA pin r 1 3\nA fork B")
    assert machine.told == [
        "dup_ptes s0[0] in B r",
        "new_ptes s4[0] in B r",
        "new_ptes s5[0] in B r",
        "dup_ptes s3[0] in B r",
    ]


def test_pages_that_are_not_exclusive_are_shared_also_if_their_folio_is_pinned(machine_of):
    """After a fork, 6.12 copies what A writes to; of the old folio nothing is pinned."""
    machine = machine_of(kernel="6.12")
    machine.run(f"{SHARED}A fork B\nA pin r 0 2\nA fork C")
    assert machine.told[:3] == ["new_ptes s2[0] in C r", "new_ptes s3[0] in C r", "dup_ptes L0[2-7] in C r"]


@pytest.mark.parametrize("after", ["A unpin", "proc Z\nA exit"])
def test_without_pins_all_is_as_ever(machine, after):
    machine.run(f"{SHARED}A pin r 3 4\n{after}")
    assert machine.world.pins == {}


def test_after_unpin_fork_shares_again(machine):
    machine.run(f"{SHARED}A pin r 3 4\nA unpin\nA fork B")
    assert machine.told == ["dup_pmd L0[0-7] in B r"]


def test_what_is_pinned_is_made_writable_first(machine):
    machine.run("proc A\nA mmap r anon 4 thp=off\nA pin r")
    assert machine.told == [f"new_ptes s{at}[0] in A r" for at in range(4)]
    machine.run("A mprotect r ro\nA pin r")
    assert (machine.result.rc, machine.result.err) == (-1, "EFAULT")


@pytest.mark.parametrize("kernel", PINNED)
@pytest.mark.parametrize(
    "line", ["splitfolio r", "migrate r node=1", "cold r 0 4", "pageout r", "free r 2 5"]
)
def test_what_would_move_or_split_a_pinned_folio_changes_nothing(machine_of, kernel, line):
    machine = machine_of(kernel=kernel)
    before = machine.run(f"{SHARED}A pin r 3 4")
    assert machine.run(f"A {line}") == before
    assert machine.result.rc == 0
    if line.startswith("migrate"):
        assert machine.result.moved == 0


@pytest.mark.parametrize("kernel", PINNED)
def test_no_pinned_page_is_collapsed_and_the_next_range_is(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    machine.run("proc A\nA mmap r anon 16 thp=off\nA write r\nA hugepage r\nA pin r 3 4\nA collapse r")
    assert machine.result.err == "EAGAIN"
    assert [isinstance(pmd, int) for pmd in machine.world.mms["A"].pmds.values()] == [False, True]


@pytest.mark.parametrize("kernel", PINNED)
def test_pages_beside_a_pinned_one_move_and_nobody_is_told(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    machine.run("proc A\nA mmap r anon 4 thp=off\nA write r\nA pin r 1 2\nA migrate r node=1")
    assert (machine.result.rc, machine.result.moved) == (0, 0)
    assert len(machine.world.nodes) == 3


@pytest.mark.parametrize("kernel", PINNED)
def test_a_pinned_folio_that_was_given_up_is_not_discarded(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    world = machine.run(f"{SHARED}A pin r 3 4\nA free r\nA pageout r")
    assert machine.told == ["split_pmd L0[0-7] in A r"]
    assert bool(world.lazy) == (kernel not in ("6.1", "6.12"))


@pytest.mark.parametrize("kernel", PINNED)
@pytest.mark.parametrize("thp", ["on", "off"])
@pytest.mark.parametrize("line", ["A munmap r", "A dontneed r", "A mmap r anon 8"])
def test_a_pinned_folio_stays_when_nothing_maps_it_until_the_pin_ends(machine_of, kernel, thp, line):
    machine = machine_of(kernel=kernel)
    machine.run(f"proc A\nA mmap r anon 8 thp={thp}\nA write r\nA pin r 3 4\n{line}")
    (folio,) = machine.world.folios()
    assert not machine.world.entries(folio)
    assert folio.order == (3 if thp == "on" else 0)
    again = machine.run("A mmap r anon 8\nA write r")
    assert folio in again.folios()
    assert folio not in machine.run("A unpin").folios()


def test_a_mapping_moves_and_its_pages_stay_pinned(machine):
    world = machine.run(f"{SHARED}A pin r 3 4\nA mremap r to=s\nA munmap s 3 4")
    assert [folio.label for folio in world.folios()] == ["L0"]
    assert machine.run("A munmap s\nA unpin").folios() == ()


def test_a_file_is_not_pinned_and_a_kernel_without_io_uring_pins_nothing(machine_of):
    machine = machine_of(kernel="6.18")
    machine.run("memfd f 8\nproc A\nA mmap r memfd:f 8\nA pin r")
    assert machine.result.nonsense
    machine = machine_of(kernel="7.3-nopmc")
    machine.run(f"{SHARED}A pin r 3 4")
    assert machine.result.err == "ENOSYS"
