"""Folios move to another node and stay mapped as they were; what ``moved`` counts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmtui.kernel.draft import Draft
from mmtui.kernel.execute import execute
from mmtui.kernel.profile import profile_of
from mmtui.model.entry import flags_in, folio_in, page_in
from mmtui.model.ops import parse_op
from mmtui.model.truth import truth_of
from mmtui.model.world import World

sys.path.insert(0, str(Path(__file__).parent))
from scripts import scripts

KERNELS = ("6.1", "6.12", "6.16", "6.18", "7.3")
TWO_WAYS = """
proc A
A mmap r anon 8
A write r
A fork B
B mprotect r 0 2 ro
"""
"""A maps a folio by a PMD leaf, B by PTEs."""


def entries(world: World):
    """Where every entry stands, what it maps, and its bits."""
    return [
        (mm.name, leaf.vpn, leaf.pmd, page_in(leaf.entry), flags_in(leaf.entry), folio_in(leaf.entry))
        for mm in world.mms.values()
        for leaf in mm.leaves()
    ]


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_pmd_comes_back_as_a_pmd_and_ptes_as_ptes_one_by_one(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    machine.run(f"{TWO_WAYS}A migrate r 0 1 node=1 all")
    away = [f"unmap_ptes L0[{page}] in B r" for page in range(8)]
    back = [f"map_ptes L1[{page}] in B r" for page in range(8)]
    assert machine.told == ["unmap_pmd L0[0-7] in A r", *away, "map_pmd L1[0-7] in A r", *back]
    assert [f for *_, f in entries(machine.world)] == [machine.world.folios()[0]] * 9


def test_the_second_page_of_a_folio_is_told_busy_and_the_others_that_they_are_there(machine):
    machine.run(f"{TWO_WAYS}A migrate r node=1 all")
    assert machine.result.moved == 7


def test_a_folio_that_lies_there_already_is_left_alone(machine):
    machine.run(f"{TWO_WAYS}A migrate r node=0 all")
    assert (machine.result.moved, machine.told) == (8, [])


def test_without_all_only_what_one_process_maps_is_moved(machine):
    machine.run(f"{TWO_WAYS}A mmap s anon 8 thp=off\nA write s\nA migrate r node=1")
    assert (machine.result.moved, machine.told) == (0, [])
    machine.run("A migrate s node=1")
    assert machine.result.moved == 8


def test_what_has_no_entry_cannot_be_moved(machine):
    machine.run("proc A\nA mmap r anon 8 thp=off\nA write r 2 4\nA read r 6\nA migrate r node=1")
    assert machine.result.moved == 2


def test_a_folio_of_a_file_takes_the_place_of_the_old_one_in_the_page_cache(machine):
    machine.run("set shmem always\nmemfd f 8\nproc A\nA mmap r memfd:f 8\nA write r\nA migrate r 0 1 node=1")
    machine.run("A munmap r")
    machine.run("A mmap r memfd:f 8\nA read r")
    assert machine.told == ["map_pmd L1[0-7] in A r"]


def test_pieces_of_a_folio_lie_where_it_lay(machine):
    machine.run(f"{TWO_WAYS}B exit\nA migrate r node=1\nA splitfolio r\nA migrate r node=1")
    assert (machine.result.moved, machine.told) == (8, [])


def test_what_is_collapsed_lies_where_most_of_it_lay(machine):
    machine.run("proc A\nset thp never\nA mmap r anon 8\nA write r\nA migrate r 0 5 node=1")
    machine.run("A collapse r\nA migrate r node=1")
    assert (machine.result.moved, machine.told) == (8, [])


PARTLY = """
proc A
A mmap r anon 8
A write r
A munmap r 6 8
A migrate r 0 6 node=1
"""


def test_since_6_10_a_partly_mapped_folio_is_split_and_its_pages_move(machine_of):
    world = machine_of(kernel="6.12").run(PARTLY)
    assert {folio.order for folio in world.folios()} == {0}
    assert len(world.folios()) == 6


def test_before_it_moves_as_a_whole(machine):
    (folio,) = machine.run(PARTLY).folios()
    assert (folio.label, truth_of(machine.world, folio).mapped_pages) == ("L1", 6)


def test_that_a_part_was_unmapped_once_is_remembered(machine_of):
    """PG_partially_mapped stays when all pages are mapped again by somebody."""
    script = f"{TWO_WAYS}B munmap r 3 5\nA exit\nB migrate r node=1"
    machine = machine_of(kernel="6.12")
    world = machine.run(script)
    assert {folio.order for folio in world.folios()} == {0}


def test_no_page_is_moved_where_there_is_one_node_only(machine_of):
    machine = machine_of(kernel="7.3-nopmc")
    machine.run(f"{TWO_WAYS}A migrate r node=1 all")
    assert (machine.result.rc, machine.result.err, machine.told) == (-1, "ENOSYS", [])


@given(scripts(), st.sampled_from(KERNELS), st.sampled_from(["r", "s"]))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_but_the_folios_changes(script, kernel, region):
    profile, world = profile_of(kernel), World(8)

    def run(op):
        draft = Draft(world, profile)
        for _ in execute(draft, op):
            pass
        return draft.frozen()

    for op in script:
        world = run(op)
    before, partly = entries(world), world.partly
    old = {leaf.folio for mm in world.mms.values() for leaf in mm.leaves()} - {None}
    moved = run(parse_op(f"A migrate {region} node=1 all"))
    if profile.migration_splits and partly:
        return
    after = entries(moved)
    assert [entry[:-1] for entry in after] == [entry[:-1] for entry in before]
    pairs = {(was, now) for (*_, was), (*_, now) in zip(before, after, strict=True)}
    assert len(pairs) == len(old) == len({now for _, now in pairs})  # each folio has become one other
    assert all((was.order, was.anon) == (now.order, now.anon) for was, now in pairs)
    assert {file: sorted(f.cache) for file, f in moved.files.items()} == {
        file: sorted(f.cache) for file, f in world.files.items()
    }
