"""What the texts of chapter 4 say of a run, with numbers, is what the run does."""

from __future__ import annotations

import pytest

from mmtui.model.truth import reaches
from mmtui.scheme import Question

from .test_claims import folio_of, stored, truth


def vmas(moment, region="r"):
    """How many VMAs of A each region is made of."""
    return sum(vma.region == region for vma in moment.world.mms["A"].vmas)


def kinds(moment):
    """How many PMD entries and PTEs map L0."""
    found = [leaf.pmd for _, _, leaf in reaches(moment.world, folio_of(moment))]
    return sum(found), len(found) - sum(found)


# -- 4.1


def test_every_map_and_every_unmap_costs_one_atomic(run, says):
    says("what-breaks", "Every map and every unmap cost one atomic, in one place")
    timeline = run("what-breaks")
    assert [timeline[n].cost.atomics for n in range(9, 15)] == [1] * 6
    assert [stored(timeline[n], "_mapcount") for n in range(9, 15)] == [0, 1, 2, 1, 0, -1]


def test_the_tails_count_nothing(run, says):
    says("what-breaks", "count nothing, and their _mapcount stays at -1")
    timeline = run("what-breaks")
    assert {stored(timeline[n], "_mapcount", page) for n in range(9, 15) for page in (1, 7, 511)} == {-1}


@pytest.mark.parametrize(("scheme", "atomics"), [("per-page", 513), ("large-mapcount", 3)])
def test_others_pay_for_the_first_map_what_the_debrief_says(run, says, scheme, atomics):
    says("what-breaks", "per-page pays 513 atomics for the same entry, large-mapcount 3")
    assert run("what-breaks", scheme)[9].cost.atomics == atomics


# -- 4.2


@pytest.mark.parametrize(
    ("scheme", "atomics"),
    [("vma-count", 0), ("double-map", 1027), ("nr-pages-mapped", 1027), ("large-mapcount", 519)],
)
def test_others_pay_for_the_split_what_the_debrief_says(run, says, scheme, atomics):
    says("split-costs-nothing", "double-map and nr-pages-mapped pay 1027 atomics, large-mapcount 519")
    assert run("split-costs-nothing", scheme)[5].cost.atomics == atomics


def test_b_has_511_ptes_and_a_its_pmd_entry(run, says):
    says(
        "split-costs-nothing",
        "A keeps its PMD entry, which is one. B has a PTE for each of the pages 0 to 510.",
    )
    assert kinds(run("split-costs-nothing")[5]) == (1, 511)
    assert kinds(run("split-costs-nothing")[6]) == (0, 1022)


# -- 4.3


def test_each_search_costs_what_the_hints_say(run, says):
    says("who-else-in-this-vma", "Page 1 is looked at first. A maps it, and the search stops.")
    says("who-else-in-this-vma", "Every place but that of page 7 itself is looked at.")
    timeline = run("who-else-in-this-vma")
    assert [timeline[n].cost.reads for n in range(5, 9)] == [1, 2, 0, 7]


def test_the_last_unmap_of_page_3_is_not_seen(run, says):
    says("who-else-in-this-vma", "there V went from 2 to 1, as it does for any VMA")
    timeline = run("who-else-in-this-vma")
    assert [truth(timeline[n]).pages[3] for n in (6, 7)] == [1, 0]
    assert [stored(timeline[n], "_mapcount") + 1 for n in (6, 7)] == [2, 1]


def test_nr_pages_mapped_pays_atomics_instead(run, says):
    says("who-else-in-this-vma", "nr-pages-mapped pays atomics instead, and needs no search")
    cost = run("who-else-in-this-vma", "nr-pages-mapped")[8].cost
    assert (cost.atomics > 0, cost.reads) == (True, 0)


# -- 4.5


def test_a_merge_counts_only_where_both_sides_map(run, says):
    says("merge-back", "It goes down only where both sides map the folio")
    says("merge-back", "pages 0 and 1, pages 2 to 4, and pages 5 to 7")
    timeline = run("merge-back")
    counted = [(vmas(timeline[n]), stored(timeline[n], "_mapcount") + 1) for n in (5, 6, 7)]
    assert counted == [(3, 2), (2, 2), (1, 1)]
    assert {truth(timeline[n]).entries for n in (5, 6, 7)} == {5}


def test_a_merge_searches_the_page_table(run, says):
    says("merge-back", "so that a merge, too, has to search the page table")
    assert all(run("merge-back")[n].cost.reads for n in (6, 7))


# -- 4.6


def test_one_process_has_two_vmas(run, says):
    says("mremap-half", "One process, two VMAs: V says 2")
    moment = run("mremap-half")[4]
    assert (truth(moment).mms, stored(moment, "_mapcount") + 1) == ({"A"}, 2)
    assert (vmas(moment, "r"), vmas(moment, "m")) == (1, 1)


def test_the_owner_slots_know_that_a_is_alone(run, says):
    says("mremap-half", "go to operation 4 and press s", "counts for each process, and answers no")
    moment = run("mremap-half", "mm-owners")[4]
    assert not moment.ask(Question.SHARED, folio_of(moment))


# -- 4.9


def test_what_fits_ends_with_the_vma_and_with_the_pte_table(run, says):
    says("fault-around", "pages 0 to 2 lie under one PTE table and pages 3 to 7 under the next")
    timeline = run("fault-around")
    mapped = [[len(list(timeline[n].world.mms[mm].leaves())) for n in range(7, 11)] for mm in "AB"]
    assert mapped == [[6, 6, 6, 6], [0, 0, 3, 8]]


def test_a_has_touched_two_pages(run, says):
    says("fault-around", "A, which touched two pages, has 6 in its table")
    timeline = run("fault-around")
    assert [str(timeline.ops[n - 1]) for n in (7, 8)] == ["A write x 0", "A write x 3"]
    assert timeline[8].said == (), "there is no second fault"


def test_whoever_counts_tables_counts_b_twice(run, says):
    says("fault-around", "vma-table-count counts each PTE table of a VMA, so B counts twice")
    timeline = run("fault-around", "vma-table-count")
    assert [stored(timeline[n], "_mapcount") + 1 for n in (7, 9, 10)] == [1, 2, 3]


# -- 4.10


def test_the_counters_are_the_same_while_all_and_while_six_are_mapped(run, says):
    says(
        "partial-mapcount",
        "With V and partial_mapcount both at 2, all pages were mapped at one moment and six at the next",
    )
    timeline = run("partial-mapcount")
    seen = [(stored(timeline[n], "_mapcount") + 1, stored(timeline[n], "partial_mapcount")) for n in (6, 7)]
    assert seen == [(2, 2), (2, 2)]
    assert [truth(timeline[n]).mapped_pages for n in (6, 7)] == [8, 6]


@pytest.mark.parametrize(("scheme", "queued"), [("vma-count-partial", False), ("double-map", True)])
def test_double_map_knows_at_once(run, says, scheme, queued):
    says(
        "partial-mapcount",
        "go to operation 7 and press s. double-map counts in every page, and knows at once",
    )
    moment = run("partial-mapcount", scheme)[7]
    assert moment.books.spoken[folio_of(moment).number].queued is queued


def test_when_one_vma_is_left_the_scheme_says_yes(run, says):
    says("partial-mapcount", "From there on the scheme says yes: both counters are 1.")
    moment = run("partial-mapcount")[8]
    assert (stored(moment, "_mapcount") + 1, stored(moment, "partial_mapcount")) == (1, 1)
    assert moment.books.spoken[folio_of(moment).number].queued
