"""What the texts say of a run, with numbers, is what the run does."""

from __future__ import annotations

import pytest

from mmtui.game.session import Session
from mmtui.game.trial import prepare
from mmtui.model.truth import truth_of
from mmtui.scheme import Question


def folio_of(moment, label="L0"):
    (folio,) = (folio for folio in moment.world.folios() if folio.label == label)
    return folio


def stored(moment, name, page=0, label="L0"):
    (counter,) = (counter for counter in moment.scheme.counters() if counter.name == name)
    return counter.stored(moment.books.value(counter, folio_of(moment, label), page))


def truth(moment, label="L0"):
    return truth_of(moment.world, folio_of(moment, label))


def number(timeline, text):
    """The number of an operation, counted from 1."""
    return [str(op) for op in timeline.ops].index(text) + 1


# -- 0.1


def test_the_player_of_the_controls_stands_where_it_says(shipped, catalog, says):
    says("controls", "You stand at operation 4.", "Operation 5 has not run yet")
    session = Session.begin(prepare(shipped["controls"], catalog))
    assert (session.cursor, session.horizon) == (4, 4)


def test_page_two_is_written_last_but_one(run, says):
    says("controls", "It is the operation that writes to page 2, the last but one of the run.")
    timeline = run("controls")
    assert str(timeline.ops[-2]) == "A write r 2"


# -- 1.1


def test_mmap_makes_a_vma_and_no_entry(run, says):
    says("one-page", "mmap makes a VMA, a note of what A may use, and leaves the page table as it is.")
    moment = run("one-page")[2]
    assert [(vma.start % 4096, vma.end % 4096) for vma in moment.world.mms["A"].vmas] == [(0, 4)]
    assert list(moment.world.mms["A"].leaves()) == []


def test_reading_a_mapped_page_calls_nobody(run, says):
    says("one-page", "The kernel is not even called.")
    timeline = run("one-page")
    assert timeline[4].world == timeline[3].world
    assert timeline[4].said == ()


def test_the_write_to_all_pages_makes_three_entries(run, says):
    says("one-page", "Page 2 keeps its entry. Pages 0, 1 and 3 are touched for the first time.")
    timeline = run("one-page")
    before, after = (
        {leaf.vpn % 4096: leaf.folio for leaf in timeline[n].world.mms["A"].leaves()} for n in (4, 5)
    )
    assert set(before) == {2}
    assert set(after) == {0, 1, 2, 3}
    assert after[2] == before[2]


# -- 1.6


def test_munmap_a_write_and_an_exit_each_take_an_entry_away(run, says):
    says("last-unmap-small", "whether munmap, a write or an exit takes the entry away")
    timeline = run("last-unmap-small")
    entries = {str(timeline.ops[n - 1]): truth(timeline[n], "s0").entries for n in range(3, 8)}
    assert entries == {"A write r": 1, "A fork B": 2, "B fork C": 3, "A munmap r": 2, "C write r": 1}


def test_the_last_unmap_brings_the_count_from_zero_to_minus_one(run, says):
    says(
        "last-unmap-small",
        "brings the stored _mapcount from 0 to -1",
        "Go to operation 7 and read what is stored",
    )
    timeline = run("last-unmap-small")
    assert stored(timeline[7], "_mapcount", label="s0") == 0
    assert "s0" not in {folio.label for folio in timeline[8].world.folios()}, (
        "the screen does not show it any more"
    )
    (said,) = timeline[8].said
    assert said.claim.last


def test_what_c_gives_back_is_its_copy(run, says):
    says("last-unmap-small", "What C gives back when it exits is its copy, s1.")
    timeline = run("last-unmap-small")
    assert [str(said.event.folio) for said in timeline[9].said] == ["s1"]


# -- 2.2


@pytest.mark.parametrize("op", ["A write x 0", "B read x 0", "A munmap x", "B exit"])
def test_every_entry_and_every_unmap_costs_513(run, says, op):
    says("five-hundred-thirteen", "513 atomics counted it, one in each of 512 pages and one for the folio")
    says("five-hundred-thirteen", "B's entry and every unmap cost as much again")
    timeline = run("five-hundred-thirteen")
    moment = timeline[number(timeline, op)]
    assert moment.cost.atomics == 513
    assert len(moment.said) == 1, "one entry"
    assert folio_of(moment).nr_pages == 512


@pytest.mark.parametrize(("scheme", "atomics"), [("large-mapcount", 3), ("vma-count", 1)])
def test_other_schemes_pay_for_the_first_entry_what_the_debrief_says(run, says, scheme, atomics):
    says(
        "five-hundred-thirteen",
        "go to operation 7 and press s",
        f"{scheme} pays 3" if atomics == 3 else f"{scheme} 1",
    )
    assert run("five-hundred-thirteen", scheme)[7].cost.atomics == atomics


def test_the_folio_is_two_megabytes(run, says):
    says("five-hundred-thirteen", "512 pages, 2 MiB")
    assert folio_of(run("five-hundred-thirteen")[7]).nr_pages * 4096 == 2 << 20


def test_nobody_has_touched_the_file_when_it_begins(run, says):
    says("five-hundred-thirteen", "neither has touched it")
    moment = run("five-hundred-thirteen")[6]
    assert all(not list(mm.leaves()) for mm in moment.world.mms.values())
    assert list(moment.world.folios()) == []


# -- 3.2


def test_the_split_counts_one_more_than_the_pte_in_every_page(run, says):
    says("why-doublemap", "The split counted one more than the new PTE in every _mapcount")
    timeline = run("why-doublemap")
    before, after = timeline[4], timeline[5]
    assert [stored(before, "_mapcount", page) for page in range(8)] == [-1] * 8
    assert [stored(after, "_mapcount", page) for page in range(8)] == [1] * 8
    assert (stored(before, "PG_double_map"), stored(after, "PG_double_map")) == (0, 1)


def test_without_the_extra_one_the_unmap_would_look_like_the_last(run, says):
    says("why-doublemap", "A's PTE alone makes it 0, and the unmap would bring it to -1.")
    timeline = run("why-doublemap")
    assert stored(timeline[5], "_mapcount", 3) - 1 - 1 == -1
    assert truth(timeline[6]).pages[3] == 1


def test_the_counters_add_up_as_the_hint_says(run, says):
    says("why-doublemap", "_mapcount is stored as 0, which stands for 1, and so is compound_mapcount.")
    moment = run("why-doublemap")[6]
    assert stored(moment, "_mapcount", 3) == stored(moment, "compound_mapcount") == 0
    assert moment.ask(Question.PAGE_MAPCOUNT, folio_of(moment), 3) == 1 + 1 - stored(moment, "PG_double_map")


@pytest.mark.parametrize("name", ["why-doublemap", "last-unmap-doublemap"])
def test_a_count_that_falls_to_minus_one_means_nobody(run, says, name):
    says("why-doublemap", "a _mapcount that falls to -1 always means that nobody maps the page any more")
    timeline, fallen = run(name), 0
    for n in range(4, len(timeline)):
        for page in range(8):
            if stored(timeline[n], "_mapcount", page) == -1 < stored(timeline[n - 1], "_mapcount", page):
                fallen += 1
                assert truth(timeline[n]).pages[page] == 0
    assert fallen


def test_a_split_leaves_the_folio_whole(run, says):
    says("why-doublemap", "The folio stays whole, and other processes keep their PMD entries.")
    timeline = run("why-doublemap")
    assert folio_of(timeline[5]) == folio_of(timeline[4])
    assert timeline[5].world.mms["B"] == timeline[4].world.mms["B"]


# -- 3.3


def test_three_pmd_entries_lead_to_the_folio_at_the_start(run, says):
    says("last-unmap-doublemap", "so three PMD entries lead to L0")
    moment = run("last-unmap-doublemap")[5]
    assert truth(moment).entries == 3
    assert all(leaf.pmd for mm in moment.world.mms.values() for leaf in mm.leaves())


def test_the_last_unmap_removes_a_pmd_entry_and_no_pte(run, says):
    says("last-unmap-doublemap", "C's exit, which removes a PMD entry and no PTE, long after the last munmap")
    timeline = run("last-unmap-doublemap")
    n = number(timeline, "C exit")
    assert [said.event.what.value for said in timeline[n].said] == ["unmap_pmd"]
    assert (truth(timeline[n - 1]).pages[3], truth(timeline[n]).pages[3]) == (1, 0)
    munmaps = [at for at, op in enumerate(timeline.ops, 1) if op.verb == "munmap"]
    assert max(munmaps) < n - 1


def test_nothing_else_is_left_in_page_three(run, says):
    says("last-unmap-doublemap", "in page 3 nothing else is left, and its _mapcount falls to -1")
    timeline = run("last-unmap-doublemap")
    assert [stored(timeline[10], "_mapcount", page) for page in range(8)] == [0, 0, 0, -1, 0, 0, 0, 0]


def test_the_extra_one_is_not_added_a_second_time(run, says):
    says("last-unmap-doublemap", "it was not added a second time when A's PMD entry was split")
    timeline = run("last-unmap-doublemap")
    assert [stored(timeline[n], "_mapcount", 0) for n in (6, 8)] == [1, 2]


def test_as_exit_is_the_last_unmap_of_the_folio(run, says):
    says("last-unmap-doublemap", "It is the last unmap of the folio, but A gave up page 3 long before.")
    timeline = run("last-unmap-doublemap")
    assert truth(timeline[10]).mapped
    assert "L0" not in {folio.label for folio in timeline[11].world.folios()}


# -- 4.4


def test_mprotect_comes_and_goes_with_no_entry(run, says):
    says("mprotect-the-middle", "mprotect moved no entry, yet V had to go from 1 to 3")
    timeline = run("mprotect-the-middle")
    before, after = truth(timeline[4]), truth(timeline[5])
    assert (before.pages, before.entries) == (after.pages, after.entries)
    assert (len(before.vmas), len(after.vmas)) == (1, 3)
    assert [stored(timeline[n], "_mapcount") + 1 for n in (4, 5, 6, 7)] == [1, 3, 2, 1]


def test_had_v_stayed_at_one_the_first_unmap_would_have_ended_it(run, says):
    says("mprotect-the-middle", "or the first of three unmaps would have made the folio look unmapped")
    says("mprotect-the-middle", "that nobody maps L0, with five pages still mapped")
    timeline = run("mprotect-the-middle")
    assert stored(timeline[5], "_mapcount") - stored(timeline[6], "_mapcount") == 1
    assert truth(timeline[6]).mapped_pages == 5


def test_the_proposal_says_shared_of_a_process_that_is_alone(run, says):
    says("mprotect-the-middle", "A is alone: there is no other process, and there will be none.")
    timeline = run("mprotect-the-middle")
    assert all(list(timeline[n].world.mms) == ["A"] for n in range(1, len(timeline) + 1))
    said = [timeline[n].ask(Question.SHARED, folio_of(timeline[n])) for n in range(4, 8)]
    assert said == [0, 1, 1, 0]


def test_double_map_is_not_mistaken_there(run, says):
    says("mprotect-the-middle", "double-map counts entries, which mprotect leaves alone, and answers no")
    timeline = run("mprotect-the-middle", "double-map")
    assert timeline[5].ask(Question.SHARED, folio_of(timeline[5])) == 0
    assert timeline[5].cost.atomics == 0


def test_pages_five_and_six_are_what_is_left_above_the_middle(run, says):
    says("mprotect-the-middle", "Below the middle, the middle, and above it pages 5 and 6")
    assert truth(run("mprotect-the-middle")[5]).pages == (1, 1, 1, 1, 1, 1, 1, 0)
