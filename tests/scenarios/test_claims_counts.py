"""What the texts of chapters 5 to 7 say of a run, with numbers, is what the run does."""

from __future__ import annotations

import pytest

from mmtui.scheme import Question

from .test_claims import folio_of, stored, truth

BIT = 0x800000


def says_of(moment, question):
    return moment.ask(question, folio_of(moment), 0)


# -- 5.1


def test_the_high_bit_is_the_number_that_the_brief_says(says):
    says("one-bit-high", "0x800000 is added to it once. That is 8388608")
    assert BIT == 8388608


def test_the_word_follows_the_pages_and_the_pmd_entry(run, says):
    says("one-bit-high", "one of the eight was mapped by nobody")
    timeline = run("one-bit-high")
    words = [stored(timeline[n], "_nr_pages_mapped") for n in (4, 5, 6, 7)]
    assert words == [BIT, BIT + 8, BIT + 7, 7]
    assert truth(timeline[7]).mapped_pages == 7


def test_double_map_has_written_one_more_into_every_page(run, says):
    says("one-bit-high", "double-map has written one more into every page")
    ours, theirs = run("one-bit-high")[5], run("one-bit-high", "double-map")[5]
    pages = [(stored(ours, "_mapcount", page), stored(theirs, "_mapcount", page)) for page in range(8)]
    assert pages == [(0, 1)] * 8


# -- 5.2


def test_the_word_of_the_new_folio_is_that_of_the_old_one(run, says):
    says("doublemap-cured", "It is what L0 had before the migration: look at operation 5.")
    timeline = run("doublemap-cured")
    words = [stored(timeline[n], "_nr_pages_mapped", 0, label) for n, label in ((5, "L0"), (6, "L1"))]
    assert words == [BIT + 8] * 2


@pytest.mark.parametrize(("scheme", "queued"), [("nr-pages-mapped", False), ("double-map", True)])
def test_double_map_takes_the_unmap_for_the_last(run, says, scheme, queued):
    says("doublemap-cured", "double-map has queued L1 as partly mapped, though B maps all of it")
    moment = run("doublemap-cured", scheme)[7]
    assert moment.books.spoken[folio_of(moment, "L1").number].queued is queued
    assert truth(moment, "L1").mapped_pages == 8


def test_the_flag_is_missing_after_the_migration(run, says):
    says("doublemap-cured", "the flag is not set, and the extra count is missing in every page")
    timeline = run("doublemap-cured", "double-map")
    flags = [stored(timeline[n], "PG_double_map", 0, label) for n, label in ((5, "L0"), (6, "L1"))]
    assert flags == [1, 0]


# -- 5.4


def test_only_the_anonymous_folio_is_queued(run, says):
    says("deferred-split", "operation 16, where L1 is queued and L0, partly mapped as well, is not")
    moment = run("deferred-split")[16]
    queued = [moment.books.spoken[folio_of(moment, label).number].queued for label in ("L0", "L1")]
    assert queued == [False, True]
    assert truth(moment).partly_mapped
    assert truth(moment, "L1").partly_mapped


def test_the_file_is_mapped_by_eight_ptes_and_l1_by_two_pmd_entries(run, says):
    says("deferred-split", "A maps it as x by 8 PTEs", "both map it by a PMD entry")
    moment = run("deferred-split")[12]
    assert (truth(moment).entries, truth(moment).mms) == (8, {"A"})
    assert (truth(moment, "L1").entries, truth(moment, "L1").mms) == (2, {"A", "B"})


# -- 6.1


def test_one_entry_less_and_the_first_page_is_asked(run, says):
    says(
        "pigeonhole",
        "with one entry less it asked page 0, and called a folio of two processes the property of one",
    )
    timeline = run("pigeonhole")
    seen = [(truth(timeline[n]).entries, says_of(timeline[n], Question.SHARED)) for n in (7, 8)]
    assert seen == [(17, 1), (16, 0)]
    assert truth(timeline[8]).shared


@pytest.mark.parametrize("scheme", ["mm-owners", "vma-count"])
def test_others_know_that_it_is_shared(run, says, scheme):
    says("pigeonhole", "go to operation 8 and press s. mm-owners and vma-count say yes, as it is")
    assert says_of(run("pigeonhole", scheme)[8], Question.SHARED)


# -- 6.4


def test_one_by_one_and_in_a_batch(run, says):
    says("batch-or-bust", "counted one by one with 768 atomics and taken away in a batch with 257")
    timeline = run("batch-or-bust")
    assert [timeline[n].cost.atomics for n in (10, 11, 12, 13)] == [3, 765, 16 * 17, 257]
    assert 3 + 765 == 768


def test_without_counts_in_the_pages_a_batch_costs_one(run, says):
    says("batch-or-bust", "no-page-mapcount pays 255 and 1")
    timeline = run("batch-or-bust", "no-page-mapcount")
    assert [timeline[n].cost.atomics for n in (11, 13)] == [255, 1]


# -- 7.1


def test_the_processes_have_the_numbers_that_the_brief_says(run, says):
    says("two-slots", "Here A is process 1, B is 2 and C is 3.")
    numbers = {name: next(iter(mm.vmas)).mm_id for name, mm in run("two-slots")[7].world.mms.items()}
    assert numbers == {"A": 1, "B": 2, "C": 3}


def test_the_slots_are_empty_when_c_alone_is_left(run, says):
    says("two-slots", "go to operation 10 and see what is left of the slots, although C maps every page")
    moment = run("two-slots")[10]
    assert [stored(moment, f"_mm_id[{slot}]") for slot in (0, 1)] == [0, 0]
    assert (truth(moment).mms, truth(moment).mapped_pages) == ({"C"}, 8)
