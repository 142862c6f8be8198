"""What the texts of chapter 1 say of a run, with numbers, is what the run does."""

from __future__ import annotations

import pytest

from mmtui.model.entry import WRITE
from mmtui.report.holders import held_words
from mmtui.scheme import Question

from .test_claims import folio_of, number, stored, truth


def entries(timeline, label, *ops):
    """How many entries map a folio after each of the operations."""
    return [truth(timeline[number(timeline, op)], label).entries for op in ops]


def labels(moment):
    return {folio.label for folio in moment.world.folios()}


def writable(moment, name):
    """For each process, whether its entry for a folio may be written to."""
    return {
        mm.name: bool(leaf.entry & WRITE)
        for mm in moment.world.mms.values()
        for leaf in mm.leaves()
        if leaf.folio.label == name
    }


# -- 1.2


def test_fork_copies_three_entries_and_no_page(run, says):
    says("two-readers", "fork copied three entries and no page", "with two entries that lead to it")
    timeline = run("two-readers")
    assert labels(timeline[4]) == labels(timeline[3]) == {"s0", "s1", "s2"}
    assert [truth(timeline[4], name).entries for name in ("s0", "s1", "s2")] == [2, 2, 2]


def test_entries_lose_their_w_at_the_fork(run, says):
    says("two-readers", "After a fork you will see entries lose their w")
    timeline = run("two-readers")
    assert writable(timeline[3], "s0") == {"A": True}
    assert writable(timeline[4], "s0") == {"A": False, "B": False}


def test_the_pages_that_are_shared_are_only_read(run, says):
    says("two-readers", "here the pages that two processes share are only read")
    timeline = run("two-readers")
    assert timeline[5].said == ()
    assert timeline[5].world == timeline[4].world
    assert [str(said.event.folio) for said in timeline[6].said] == ["s3"]


def test_what_the_child_touches_is_not_in_the_parent(run, says):
    says("two-readers", "B has that many.", "B's page fault adds an entry to B's page table.")
    moment = run("two-readers")[6]
    assert {name: len(list(mm.leaves())) for name, mm in moment.world.mms.items()} == {"A": 3, "B": 4}


# -- 1.3


def test_two_writes_copy_one_is_in_place_and_so_on(run, says):
    says("cow", "There are five writes after the forks, and not all of them copied.")
    timeline = run("cow")
    after = number(timeline, "B fork C")
    writes = [n for n, op in enumerate(timeline.ops, 1) if op.verb == "write" and n > after]
    copied = [str(timeline.ops[n - 1]) for n in writes if labels(timeline[n]) - labels(timeline[n - 1])]
    assert len(writes) == 5
    assert copied == ["B write r 0", "A write r 0", "A write r 1"]


def test_the_first_copy_is_the_folio_that_the_brief_names(run, says):
    says("cow", "the first copy will be s2")
    timeline = run("cow")
    assert labels(timeline[6]) - labels(timeline[5]) == {"s2"}


def test_who_writes_in_place_gets_the_w_back_and_no_event(run, says):
    says("cow", "It gives the entry its w back and copies nothing")
    timeline = run("cow")
    for op, label in (("C write r 0", "s0"), ("C write r 1", "s1")):
        n = number(timeline, op)
        assert timeline[n].said == ()
        assert (writable(timeline[n - 1], label), writable(timeline[n], label)) == ({"C": False}, {"C": True})


def test_each_of_the_forks_brought_an_entry(run, says):
    says("cow", "A has forked B, and B has forked C, so three entries lead to s0.")
    assert entries(run("cow"), "s0", "A fork B", "B fork C", "B write r 0", "A write r 0") == [2, 3, 2, 1]


# -- 1.4


def test_each_region_has_an_entry_once_it_was_touched(run, says):
    says("file-twice", "one in each region that showed it and was touched")
    timeline = run("file-twice")
    ops = ("A write x", "A read y", "A mmap z memfd:m 1 shared", "A read z", "A munmap x")
    assert entries(timeline, "s0", *ops) == [1, 2, 2, 3, 2]


def test_a_shared_file_is_not_copied_when_it_is_written(run, says):
    says("file-twice", "there is no copy on write here, for the mapping is shared")
    timeline = run("file-twice")
    n = number(timeline, "A write y")
    assert timeline[n].said == ()
    assert labels(timeline[n]) == {"s0"}


def test_there_is_one_process(run, says):
    says("file-twice", "There is no other process.")
    timeline = run("file-twice")
    assert {name for n in range(len(timeline) + 1) for name in timeline[n].world.mms} == {"A"}


def test_per_page_takes_three_entries_for_more_than_one_process(run, says):
    says("file-twice", 'where per-page says "more than one process" here it only guesses, and is wrong')
    moment = run("file-twice")[8]
    now = truth(moment, "s0")
    assert (now.entries, len(now.mms), len(now.vmas)) == (3, 1, 3)
    assert moment.ask(Question.SHARED, folio_of(moment, "s0")) == 1


# -- 1.5


def test_what_is_stored_is_one_less_all_along(run, says):
    says(
        "starts-at-minus-one",
        "What is stored in _mapcount is thus always one less than the number of entries.",
    )
    timeline = run("starts-at-minus-one")
    seen = [
        (truth(timeline[n], "s0").entries, stored(timeline[n], "_mapcount", label="s0")) for n in range(6, 14)
    ]
    assert seen == [(0, -1), (1, 0), (2, 1), (2, 1), (3, 2), (2, 1), (1, 0), (0, -1)]


def test_write_makes_the_page_and_no_entry(run, says):
    says("starts-at-minus-one", "no page table has an entry for it", "write() needs none")
    moment = run("starts-at-minus-one")[6]
    assert labels(moment) == {"s0"}
    assert moment.said == ()


def test_the_last_unmap_is_where_it_falls_below_nought(run, says):
    says("starts-at-minus-one", "the CPU that takes the last entry out of the count sees it fall below 0")
    timeline = run("starts-at-minus-one")
    last = [n for n in range(7, 14) for said in timeline[n].said if said.claim.last]
    assert last == [13]


# -- 1.7


def test_a_pin_changes_no_mapcount(run, says):
    says("mapcount-is-not-refcount", "One entry maps s0 before and after.")
    timeline = run("mapcount-is-not-refcount")
    assert [stored(timeline[n], "_mapcount", label="s0") for n in (6, 7)] == [0, 0]


def test_a_pin_of_a_small_page_is_1024_references(run, says):
    says("mapcount-is-not-refcount", "For a small page a pin is 1,024 references")
    timeline = run("mapcount-is-not-refcount")
    held = [held_words(timeline[n].world, folio_of(timeline[n], "s0"), {}) for n in (6, 7, 8)]
    of = "held by A's pins: 1,024 of 1,02{} references"
    assert held == [(), (of.format(5),), (of.format(4),)]


def test_what_is_pinned_outlives_its_last_entry(run, says):
    says("mapcount-is-not-refcount", "A has unpinned the page (operation 9), and only now s0 is freed.")
    timeline = run("mapcount-is-not-refcount")
    assert truth(timeline[8], "s0").entries == 0
    assert [stored(timeline[8], "_mapcount", label="s0"), timeline[8].said[-1].claim.last] == [-1, True]
    assert ["s0" in labels(timeline[n]) for n in (8, 9)] == [True, False]
    assert timeline[9].said == ()


@pytest.mark.parametrize("op", ["A munmap x", "B munmap y"])
def test_the_page_of_an_open_file_stays_with_nothing_that_maps_it(run, says, op):
    says("mapcount-is-not-refcount", "s1 was mapped by nobody and mapped again with all that A had written")
    timeline = run("mapcount-is-not-refcount")
    n = number(timeline, op)
    assert truth(timeline[n], "s1").entries == 0
    assert stored(timeline[n], "_mapcount", label="s1") == -1
    assert timeline[n].said[-1].claim.last


def test_it_is_freed_by_an_operation_that_unmaps_nothing(run, says):
    says("mapcount-is-not-refcount", "both were freed by operations that unmapped nothing")
    timeline = run("mapcount-is-not-refcount")
    n = number(timeline, "fclose m")
    assert timeline[n].said == ()
    assert (folio_of(timeline[n - 1], "s1").label, labels(timeline[n])) == ("s1", set())
