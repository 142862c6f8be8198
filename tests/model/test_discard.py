"""Pages that MADV_FREE gave up and that were written to since, when they are reclaimed; 8 pages are a PMD."""

from __future__ import annotations

import pytest

from mmtui.model.entry import flags_in, letters

LARGE = "set mthp:16 always\nproc A\nA mmap r anon 4 skew=4\nA write r\nA free r\nA write r 2\nA pageout r"
KERNELS = ["6.1", "6.12", "6.16", "6.18", "7.3"]


def dirty_pages(world) -> dict[int, bool]:
    return {leaf.vpn: "d" in letters(flags_in(leaf.entry)) for leaf in world.mms["A"].leaves()}


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_page_that_was_written_to_stays_and_is_dirty_and_not_given_up(machine_of, kernel):
    script = "proc A\nA mmap r anon 4 thp=off\nA write r\nA free r\nA write r 2\nA pageout r"
    world = machine_of(kernel=kernel).run(script)
    assert dirty_pages(world) == {2: True}
    assert len(world.dirty) == 1
    assert not world.lazy


def test_page_by_page_those_before_the_first_dirty_one_go(machine_of):
    world = machine_of(kernel="6.12").run(LARGE)
    assert dirty_pages(world) == {6: True, 7: False}
    assert world.partly
    assert not world.lazy


@pytest.mark.parametrize("kernel", ["6.16", "6.18", "7.3"])
def test_all_at_once_all_stay_and_all_are_dirty(machine_of, kernel):
    world = machine_of(kernel=kernel).run(LARGE)
    assert dirty_pages(world) == dict.fromkeys(range(4, 8), True)
    assert not world.lazy


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_huge_page_that_was_written_to_stays_and_is_mapped_by_ptes(machine_of, kernel):
    machine = machine_of(kernel=kernel)
    world = machine.run("proc A\nA mmap r anon 8\nA write r\nA free r\nA write r 3\nA pageout r")
    assert machine.told == ["split_pmd L0[0-7] in A r"]
    assert len(dirty_pages(world)) == 8
    assert len(world.dirty) == 1
    assert not world.lazy
    assert not machine.run("A free r\nA pageout r").mapped
