"""What splits, collapses, holes and mlock() do to folios: the events, the pieces, the errors."""

from __future__ import annotations

from collections import Counter

import pytest

from mmtui.kernel.pieces import Piece, around, uniform
from mmtui.model.entry import flags_in, letters
from mmtui.model.events import What
from mmtui.model.folio import folio_number, folio_of

HUGE = "proc A\nA mmap r anon 8\nA write r 0 8\n"
FILE = "set shmem always\nproc A\nmemfd m 8\nA mmap r memfd:m 8\nA write r 0\n"


def orders(world) -> dict[int, int]:
    return dict(sorted(Counter(folio.order for folio in world.folios() if not folio.zero).items()))


def test_pieces_around_a_page_are_halves_of_halves():
    folio = folio_of(folio_number(0, order=3, anon=False))
    assert around(folio, 5) == [Piece(0, 2), Piece(4, 0), Piece(5, 0), Piece(6, 1)]
    assert uniform(folio, 2) == [Piece(0, 2), Piece(4, 2)]


def test_a_split_takes_every_mapping_away_and_maps_the_pieces(machine):
    world = machine.run(HUGE + "A fork B\nB munmap r 0 2\nA splitfolio r 0")
    what = [event.what for event in machine.events]
    assert what[:2] == [What.UNMAP_PMD, What.UNMAP_PTES]
    assert set(what[2:]) == {What.MAP_PTES}
    assert orders(world) == {0: 8}
    assert sum(world.mapped.values()) == 14


def test_pages_that_nothing_maps_are_freed_with_the_folio(machine):
    assert orders(machine.run(HUGE + "A munmap r 0 3\nA splitfolio r 3")) == {0: 5}


@pytest.mark.parametrize(("kernel", "left"), [("6.1", 8), ("6.12", 1)])
def test_a_split_maps_the_zero_page_for_blank_pages_since_6_12(machine_of, kernel, left):
    machine = machine_of(kernel=kernel)
    world = machine.run("proc A\nA mmap r anon 8\nA write r 2\nA splitfolio r 0")
    assert len(world.mapped) == left
    assert machine.run("A write r 0\nA read r 0 8").mms["A"].leaf_at(0).entry


@pytest.mark.parametrize(("kernel", "pieces"), [("6.12", {0: 7}), ("6.16", {0: 3, 1: 2})])
def test_a_hole_splits_a_file_folio_evenly_up_to_6_12(machine_of, kernel, pieces):
    assert orders(machine_of(kernel=kernel).run(FILE + "fpunch m 3 4")) == pieces


def test_a_hole_leaves_private_copies_and_a_shorter_file_does_not(machine_of):
    machine = machine_of(kernel="6.12")
    machine.run(FILE + "A mmap p memfd:m 8 private\nA write p 3\nfpunch m 3 4")
    assert machine.world.mms["A"].leaf_at(4096 + 3)
    machine.run("ftrunc m 3")
    assert machine.world.mms["A"].leaf_at(4096 + 3) is None
    machine.run("A read p 3")
    assert machine.result.err == "SIGBUS"


def test_a_file_is_freed_with_its_last_mapping_once_it_is_closed(machine):
    assert machine.run(FILE + "fclose m").files
    assert not machine.run("A munmap r").files


def test_collapse_gathers_what_is_there_into_one_folio(machine):
    world = machine.run("proc A\nA mmap r anon 8 thp=off\nA write r 0 3\nA hugepage r\nA collapse r")
    assert [event.what for event in machine.events][-1] is What.NEW_PMD
    assert orders(world) == {3: 1}
    assert sorted(world.blank.values()) == [0b11111000]


@pytest.mark.parametrize(
    "script",
    [
        "proc A\nA mmap r anon 8\nA collapse r",  # nobody has touched it
        "proc A\nA mmap r anon 8 thp=off\nA write r 0\nA collapse r",
        FILE + "A free r",
        HUGE + "A mlock r 0 4\nA dontneed r 0 4",
        HUGE + "A wipeonfork r\nA remove r",
    ],
)
def test_what_cannot_be_advised_is_invalid(machine, script):
    machine.run(script)
    assert (machine.result.rc, machine.result.err) == (-1, "EINVAL")


def test_mlock_splits_vmas_makes_pages_present_and_does_its_copies_at_once(machine):
    world = machine.run("proc A\nA mmap r anon 8 thp=off\nA write r 0 4\nA fork B\nA mlock r 2 6")
    assert [(vma.end, vma.locked) for vma in world.mms["A"].vmas] == [(2, False), (6, True), (8, False)]
    assert [world.mms["A"].leaf_at(page) is not None for page in range(8)] == [True] * 6 + [False] * 2
    assert all(world.mms["A"].leaf_at(p).entry != world.mms["B"].leaf_at(p).entry for p in (2, 3))
    assert not any(vma.locked for vma in machine.run("A fork C").mms["C"].vmas)
    assert len(machine.run("A munlock r").mms["A"].vmas) == 1


def test_mlock_of_a_hole_is_an_error(machine):
    machine.run("proc A\nA mmap r anon 8\nA munmap r 4 5\nA mlock r")
    assert machine.result.err == "ENOMEM"


def test_advice_about_a_part_of_an_unshared_folio_splits_it(machine_of):
    machine = machine_of(kernel="6.12")
    assert orders(machine.run(HUGE + "A cold r 0 2")) == {0: 8}
    assert orders(machine_of(kernel="6.12").run(HUGE + "A fork B\nA cold r 0 2")) == {3: 1}


def test_a_child_gets_neither_what_was_kept_from_it_nor_what_is_wiped(machine):
    world = machine.run(HUGE + "A mmap s anon 8\nA write s\nA dontfork r\nA wipeonfork s\nA fork B")
    assert [vma.region for vma in world.mms["B"].vmas] == ["s"]
    assert not list(world.mms["B"].leaves())


def test_pieces_of_a_dirty_folio_are_dirty_so_that_what_others_map_is_not_given_up(machine):
    world = machine.run(HUGE + "A munmap r 7\nA splitfolio r 0\nA write r 2\nA fork B\nB free r 2 3")
    assert "d" in letters(flags_in(world.mms["B"].leaf_at(2).entry))


def test_mlock_makes_what_it_reuses_dirty(machine):
    script = "proc A\nA mmap r anon 8 thp=off\nA write r\nA fork B\nB free r 0\nA exit\nB mlock r 0"
    assert letters(flags_in(machine.run(script).mms["B"].leaf_at(0).entry)) == "wd"


@pytest.mark.parametrize(("kernel", "left"), [("6.1", {0: 8}), ("6.12", {2: 2}), ("7.3", {2: 2})])
def test_a_file_is_split_to_an_order_since_6_9(machine_of, kernel, left):
    script = "set shmem always\nmemfd m 8\nproc A\nA mmap r memfd:m 8\nA write r 0\nfsplit m 0 8 order=2"
    assert orders(machine_of(kernel=kernel).run(script)) == left
