"""PG_double_map: when it is set, what it stands for, and how long it stays."""

from __future__ import annotations

import pytest


def flag(made):
    return made.value("PG_double_map")


@pytest.fixture
def split(bench):
    """A and B had a PMD each, and A's was split."""
    made = bench("double-map", 8)
    made.pmd("A")
    made.fork("A", "B")
    made.split("A")
    return made


def test_the_first_split_that_leaves_a_pmd_sets_it(split):
    assert flag(split) == 1
    assert split.values("_mapcount") == (2,) * 8


def test_splitting_the_only_pmd_does_not(bench):
    made = bench("double-map", 8)
    made.pmd("A")
    made.split("A")
    assert flag(made) == 0
    assert made.values("_mapcount") == (1,) * 8


def test_it_outlives_the_last_pte(split):
    split.unmap("A")
    assert flag(split) == 1
    assert split.values("_mapcount") == (1,) * 8
    assert split.page(3) == split.truth.pages[3] == 1
    assert split.entries == split.truth.entries == 1


def test_it_goes_when_the_last_pmd_is_unmapped(split):
    split.unmap("B")
    assert flag(split) == 0
    assert split.values("_mapcount") == (1,) * 8


def test_it_goes_when_the_last_pmd_is_split(split):
    split.split("B")
    assert flag(split) == 0
    assert split.values("_mapcount") == (2,) * 8


def test_it_goes_with_a_folio_that_only_a_pmd_mapped_any_more(split):
    split.unmap("A")
    split.unmap("B")
    assert split.ledger.wrong == []
    assert split.last.claim.gone == 8


# a file's flag counts nothing


def test_the_first_pte_of_a_file_sets_it_and_its_unmap_leaves_it(bench):
    made = bench("double-map", 8, anon=False)
    made.ptes("A", 3, 4)
    assert flag(made) == 1
    made.unmap("A", 3, 4)
    assert flag(made) == 1
    assert not any(made.values("_mapcount"))


def test_a_pmd_that_finds_no_page_mapped_clears_it(bench):
    made = bench("double-map", 8, anon=False)
    made.ptes("A", 3, 4)
    made.unmap("A", 3, 4)
    made.pmd("B")
    assert flag(made) == 0


def test_a_pmd_that_finds_a_page_mapped_leaves_it(bench):
    made = bench("double-map", 8, anon=False)
    made.ptes("A", 3, 4)
    made.pmd("B")
    assert flag(made) == 1
    assert made.page(3) == made.truth.pages[3] == 2
    assert made.entries == made.truth.entries == 2


# the order of the steps


def order(steps, answers):
    """Return the counters that a handler touches, neighbours once, when it is answered so."""
    touched, answer = [], None
    while True:
        try:
            _, counter, *_ = steps.send(answer)
        except StopIteration:
            return touched
        answer = answers[counter.name].pop(0) if counter.name in answers else 1
        if touched[-1:] != [counter.name]:
            touched.append(counter.name)


def test_the_flag_is_set_before_compound_mapcount_goes_down(bench):
    made = bench("double-map", 8)
    answers = {"compound_mapcount": [2, 1], "PG_double_map": [0]}
    steps = made.scheme.split_pmd(made.folio, None)
    assert order(steps, answers) == [
        "_mapcount",
        "compound_mapcount",
        "PG_double_map",
        "_mapcount",
        "compound_mapcount",
    ]


def test_compound_mapcount_goes_down_before_the_flag_is_cleared(bench):
    made = bench("double-map", 8)
    answers = {"compound_mapcount": [1, 0], "PG_double_map": [1]}
    steps = made.scheme.split_pmd(made.folio, None)
    assert order(steps, answers) == ["_mapcount", "compound_mapcount", "PG_double_map", "_mapcount"]


def test_the_entries_are_taken_out_of_large_mapcount_before_the_pages(bench):
    made = bench("large-mapcount", 8)
    assert order(made.scheme.unmap_ptes(made.folio, range(8), None), {"_mapcount": [0] * 8}) == [
        "_large_mapcount",
        "_mapcount",
        "_nr_pages_mapped",
    ]
    assert order(made.scheme.map_ptes(made.folio, range(8), None), {}) == [
        "_mapcount",
        "_nr_pages_mapped",
        "_large_mapcount",
    ]
