"""What the texts of chapters 2 and 3 say of a run, with numbers, is what the run does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmtui.game.trial import prepare
from mmtui.scenario import Use

from .test_claims import folio_of, number, stored, truth


def kinds(moment, label):
    """The entries that map a folio: whose, and of which kind."""
    return [
        (mm.name, "PMD" if leaf.pmd else "PTE")
        for mm in moment.world.mms.values()
        for leaf in mm.leaves()
        if leaf.folio.label == label
    ]


def labels(moment):
    return {folio.label for folio in moment.world.folios()}


def events(moment):
    return [said.event.what.value for said in moment.said]


# -- 2.1


def test_a_has_one_entry_and_b_one_for_each_page(run, says):
    says(
        "head-and-tails",
        "A reached all pages of L0 by one entry, and B needed a PTE for each page that it used",
    )
    assert kinds(run("head-and-tails")[9], "L0") == [("A", "PMD"), ("B", "PTE"), ("B", "PTE")]


def test_two_pages_are_mapped_more_often_than_the_others(run, says):
    says("head-and-tails", "pages 100 and 300 by two entries, and all others by one")
    pages = truth(run("head-and-tails")[9]).pages
    assert {page: count for page, count in enumerate(pages) if count != 1} == {100: 2, 300: 2}
    assert len(pages) == 512


def test_the_huge_page_has_the_size_that_the_brief_says(run, says):
    says("head-and-tails", "One of 512 pages, 2 MiB, is a huge page. L0 here will be one.")
    assert folio_of(run("head-and-tails")[7]).nr_pages * 4096 == 2 << 20


def test_y_lies_one_page_too_high(run, says):
    says("head-and-tails", "A PMD entry has its fixed place", "one page higher (skew=1), where none fits")
    world = run("head-and-tails")[6].world
    starts = {mm.name: next(iter(mm.vmas)).start % 512 for mm in world.mms.values()}
    assert starts == {"A": 0, "B": 1}


# -- 2.3


def test_the_split_makes_eight_ptes_and_leaves_the_folio_and_the_other_entry(run, says):
    says(
        "split-the-pmd",
        "replaced a PMD entry by eight PTEs and left the folio and B's PMD entry as they were",
    )
    timeline = run("split-the-pmd")
    assert kinds(timeline[8], "L0") == [("A", "PMD"), ("B", "PMD")]
    assert kinds(timeline[9], "L0") == [("A", "PTE")] * 8 + [("B", "PMD")]
    assert folio_of(timeline[9]) == folio_of(timeline[8])
    assert timeline[9].world.mms["B"] == timeline[8].world.mms["B"]


def test_of_the_file_nothing_is_mapped_until_it_is_touched(run, says):
    says(
        "split-the-pmd",
        "For a file even the PTEs came later, by page faults, and until then A mapped nothing of it.",
    )
    timeline = run("split-the-pmd")
    assert kinds(timeline[9], "L1") == [("A", "PMD")]
    assert kinds(timeline[10], "L1") == []
    assert kinds(timeline[11], "L1") == [("A", "PTE")] * 8


def test_each_mprotect_cuts_its_region_into_three(run, says):
    says("split-the-pmd", "There are two permissions, but three parts")
    timeline = run("split-the-pmd")
    counts = [[vma.region for vma in timeline[n].world.mms["A"].vmas].count("x") for n in (9, 10)]
    assert counts == [1, 3]


def test_fork_has_copied_the_entry_for_anonymous_memory_only(run, says):
    says(
        "split-the-pmd",
        "fork has copied the entry for L0; the one for L1, a file, it has left to page faults.",
    )
    moment = run("split-the-pmd")[8]
    assert set(moment.world.mms["B"].regions) == {"r", "x"}
    assert [leaf.folio.label for leaf in moment.world.mms["B"].leaves()] == ["L0"]


# -- 2.4


def test_the_pieces_of_the_file_wait_for_page_faults(run, says):
    says(
        "split-the-folio",
        "L1 will be split first, and its page 5 will be in s5; page 3 of L0 will be in s11.",
    )
    timeline = run("split-the-folio")
    assert labels(timeline[9]) == {"L0", *(f"s{n}" for n in range(8))}
    assert all(truth(timeline[9], f"s{n}").entries == 0 for n in range(8))
    assert [said.event.folio.label for said in timeline[10].said] == ["s5"]


def test_the_pieces_of_anonymous_memory_are_mapped_again_at_once(run, says):
    says(
        "split-the-folio",
        "the folio split ended L0, in all processes",
        "led to eight small folios afterwards",
    )
    timeline = run("split-the-folio")
    assert labels(timeline[11]) - labels(timeline[12]) == {"L0"}
    assert [truth(timeline[12], f"s{n}").entries for n in range(8, 16)] == [2] * 8
    leaf = next(leaf for leaf in timeline[12].world.mms["A"].leaves() if leaf.folio.label == "s11")
    assert leaf.vpn % 8 == 3


def test_all_is_unmapped_before_the_first_piece_is_mapped(run, says):
    says("split-the-folio", "So the kernel unmaps all of it, in all processes")
    said = run("split-the-folio")[12].said
    named = [one.event.folio.label for one in said]
    assert named.count("L0")
    assert "L0" not in named[named.count("L0") :]
    assert {one.event.vma.mm for one in said if one.event.folio.label == "L0"} == {"A", "B"}


def test_the_first_pmd_split_left_the_folio_whole(run, says):
    says("split-the-folio", "A PMD split changed one page table and left L0 whole")
    timeline = run("split-the-folio")
    assert events(timeline[11])[0] == "split_pmd"
    assert kinds(timeline[11], "L0") == [("A", "PTE")] * 8 + [("B", "PMD")]


# -- 2.5


def test_the_three_answers_are_three_operations(run, says):
    says("three-questions", "The three answers were three operations")
    timeline = run("three-questions")
    pages = [truth(timeline[n]).pages for n in range(4, 10)]
    assert pages == [
        (2, 2, 2, 2, 2, 2, 2, 2),
        (1, 1, 2, 2, 2, 2, 2, 2),
        (0, 0, 1, 1, 2, 2, 2, 2),
        (0, 0, 1, 1, 1, 1, 2, 2),
        (0, 0, 1, 1, 0, 0, 1, 1),
        (0, 0, 1, 1, 0, 0, 0, 0),
    ]
    assert labels(timeline[10]) == set()


def test_seven_entries_and_fourteen_mappings_are_the_wrong_answers(run, says):
    says("three-questions", "Those are the entries: A's PMD entry, and B's PTEs.")
    now = truth(run("three-questions")[5])
    assert (now.entries, sum(now.pages), now.mapped_pages) == (7, 14, 8)


# -- 3.1


def test_one_entry_costs_one_atomic(run, says):
    says("cheap-map-hard-last", "C's PMD entry was counted by one atomic", "That is what per-page pays")
    assert run("cheap-map-hard-last")[8].cost.atomics == 1
    assert run("cheap-map-hard-last", "per-page")[8].cost.atomics == 9


def test_the_count_of_page_three_falls_to_minus_one_twice(run, says):
    says("cheap-map-hard-last", "the _mapcount of page 3 fell to -1 twice", "with two PMD entries left")
    timeline = run("cheap-map-hard-last")
    told = [
        (n, said.claim.gone, said.zero, truth(timeline[n], "L1").pages[3])
        for n in (9, 11)
        for said in timeline[n].said
        if said.event.what.value == "unmap_ptes"
    ]
    assert told == [(9, 1, 0, 2), (11, 1, 1, 0)]
    assert [stored(timeline[n], "_mapcount", 3, "L1") for n in (8, 9, 11)] == [0, -1, -1]


def test_the_counters_hold_the_entries_and_nothing_else(run, says):
    says("cheap-map-hard-last", "the counters hold the entries and nothing else", "stays 0 from here on")
    timeline = run("cheap-map-hard-last")
    for n in range(6, 13):
        alike = kinds(timeline[n], "L1")
        assert stored(timeline[n], "compound_mapcount", label="L1") + 1 == sum(k == "PMD" for _, k in alike)
        counted = sum(stored(timeline[n], "_mapcount", page, "L1") + 1 for page in range(8))
        assert counted == sum(k == "PTE" for _, k in alike)
        assert stored(timeline[n], "PG_double_map", label="L1") == 0


def test_the_player_arrives_at_one_pmd_entry_and_eight_ptes(run, says):
    says(
        "cheap-map-hard-last",
        "B maps it by PTEs (one for each page), A by a PMD entry",
        "there it is called L1",
    )
    assert kinds(run("cheap-map-hard-last")[7], "L1") == [("A", "PMD")] + [("B", "PTE")] * 8


# -- 3.4


def on_a_machine_of(scenario, catalog, pages):
    """The run with other huge pages: every page number is moved along, into the same huge page."""
    text = " ".join(str(scenario.setup.params["ops"]).split())
    assert text == "proc A A mmap r anon 16 A write r"
    setup = Use("script", {"ops": f"proc A\nA mmap r anon {2 * pages}\nA write r\n"})
    ops = (
        str(scenario.workload.params["ops"])
        .replace("r 11 12", f"r {pages + 3} {pages + 4}")
        .replace("r 0 8", f"r 0 {pages}")
    )
    machine = replace(scenario.machine, pages_per_pmd=pages)
    changed = replace(scenario, machine=machine, setup=setup, workload=Use("script", {"ops": ops}))
    return prepare(changed, catalog).timeline()


@pytest.mark.parametrize(("pages", "n"), [(8, 8), (512, 512)])
def test_a_split_costs_what_the_four_steps_say(shipped, catalog, says, pages, n):
    says(
        "exclusive-split-tax",
        "took n+2 atomics, and with others 2n+2 when the extra count came, n+2 while it stayed",
    )
    says("exclusive-split-tax", "With 512 pages that is 514 and 1026")
    timeline = on_a_machine_of(shipped["exclusive-split-tax"], catalog, pages)
    costs = [timeline[at].cost.atomics for at in (4, 8, 9, 10)]
    assert costs == [n + 2, 2 * n + 2, n + 2, 2 * n + 2]
    assert n == 8 or costs[:2] == [514, 1026]


@pytest.mark.parametrize(("scheme", "atomics"), [("nr-pages-mapped", 18), ("no-page-mapcount", 3)])
def test_other_schemes_pay_for_the_split_what_the_debrief_says(run, says, scheme, atomics):
    says("exclusive-split-tax", "nr-pages-mapped pays 18 atomics for the same split, and no-page-mapcount 3")
    assert run("exclusive-split-tax", scheme)[4].cost.atomics == atomics


def test_a_split_maps_and_unmaps_nothing(run, says):
    says("exclusive-split-tax", "it buys a change that maps and unmaps nothing")
    timeline = run("exclusive-split-tax")
    for n, label in ((4, "L0"), (8, "L1"), (9, "L1"), (10, "L1")):
        assert truth(timeline[n], label).pages == truth(timeline[n - 1], label).pages
        assert number(timeline, str(timeline.ops[n - 1])) == n
