"""Nine short histories and what each scheme must say at their end, worked out by hand; 16 pages."""

from __future__ import annotations

import pytest

EXACT = ("per-page", "double-map", "large-mapcount")


def said(bench):
    return (bench.entries, bench.page(0), bench.page(15), bench.nr_mapped, bench.queued, bool(bench.shared))


# T1, T2: a PMD each after fork, one split, one page unmapped


def split_after_fork(bench, scheme):
    made = bench(scheme)
    made.pmd("A")
    made.fork("A", "B")
    made.split("A")
    made.unmap("A", 3, 4)
    assert made.truth.entries == 16
    assert made.truth.pages == (2, 2, 2, 1, *[2] * 12)
    assert made.truth.shared
    return made


@pytest.mark.parametrize("scheme", EXACT)
def test_a_page_that_one_pmd_still_reaches_is_mapped_once(bench, scheme):
    made = split_after_fork(bench, scheme)
    assert said(made) == (16, 2, 2, 16, False, True)
    assert made.page(3) == 1


def test_double_map_keeps_an_offset_while_a_pmd_is_left(bench):
    made = split_after_fork(bench, "double-map")
    assert made.value("compound_mapcount") == 1
    assert made.value("PG_double_map") == 1
    assert made.values("_mapcount") == (2, 2, 2, 1, *[2] * 12)


def test_large_mapcount_keeps_the_bit_while_a_pmd_is_left(bench):
    made = split_after_fork(bench, "large-mapcount")
    assert made.value("_large_mapcount") == 16
    assert made.value("_entire_mapcount") == 1
    assert made.value("_nr_pages_mapped") == 0x800000 + 15
    assert made.values("_mapcount") == (1, 1, 1, 0, *[1] * 12)


def test_per_page_counts_pte_and_pmd_alike(bench):
    made = split_after_fork(bench, "per-page")
    assert made.value("compound_mapcount") == 1
    assert made.values("_mapcount") == (2, 2, 2, 1, *[2] * 12)


def test_vma_count_sees_two_vmas(bench):
    made = split_after_fork(bench, "vma-count")
    assert made.values("_mapcount") == (2, *[0] * 15)


@pytest.mark.parametrize("scheme", EXACT)
def test_when_the_last_pmd_goes_the_page_is_gone_and_the_folio_queued(bench, scheme):
    made = split_after_fork(bench, scheme)
    made.exit("B")
    assert made.truth.entries == 15
    assert made.truth.mapped_pages == 15
    assert made.truth.partly_mapped
    assert not made.truth.shared
    assert said(made) == (15, 1, 1, 15, True, False)
    assert made.page(3) == 0


def test_the_offset_goes_with_the_last_pmd(bench):
    made = split_after_fork(bench, "double-map")
    made.exit("B")
    assert made.value("compound_mapcount") == 0
    assert made.value("PG_double_map") == 0
    assert made.values("_mapcount") == (1, 1, 1, 0, *[1] * 12)


def test_vma_count_sees_one_vma_when_the_other_process_is_gone(bench):
    made = split_after_fork(bench, "vma-count")
    made.exit("B")
    assert made.values("_mapcount") == (1, *[0] * 15)


# T3: PTEs and a PMD that have nothing to do with each other


@pytest.mark.parametrize(
    ("scheme", "nr_mapped"), [("per-page", 16), ("double-map", 32), ("large-mapcount", 16)]
)
def test_ptes_then_an_independent_pmd_fool_only_double_map(bench, scheme, nr_mapped):
    made = bench(scheme)
    made.ptes("A")
    made.pmd("B")
    assert made.truth.entries == made.entries == 17
    assert made.truth.mapped_pages == 16
    assert made.nr_mapped == nr_mapped


def test_double_map_queues_a_folio_that_is_mapped_in_full(bench):
    made = bench("double-map")
    made.ptes("A")
    made.pmd("B")
    made.unmap("A", 3, 4)
    assert not made.truth.partly_mapped
    assert (made.nr_mapped, made.queued) == (31, True)


def test_the_checker_sees_that_double_map_counts_pages_twice(bench, findings):
    made = bench("double-map")
    made.ptes("A")
    made.pmd("B")
    assert findings(made.moment) == [
        "map_pmd L0[0-15] in B r: the first map of 0 pages, but double-map says 16 pages"
    ]


# T4: two processes map different halves


def halves(bench, scheme):
    made = bench(scheme)
    made.ptes("A", 0, 8)
    made.ptes("B", 8, 16)
    assert made.truth.shared
    return made


@pytest.mark.parametrize("scheme", EXACT)
def test_two_halves_look_like_one_process(bench, scheme):
    made = halves(bench, scheme)
    assert said(made) == (16, 1, 1, 16, False, False)


def test_two_halves_are_two_vmas(bench):
    made = halves(bench, "vma-count")
    assert made.value("_mapcount") == 2
    assert made.shared


# T5, T6: three processes, two leave


@pytest.mark.parametrize("gone", ["AB", "AC"])
@pytest.mark.parametrize("scheme", ["per-page", "double-map", "large-mapcount", "vma-count"])
def test_of_three_processes_the_one_that_stays_is_alone(bench, scheme, gone):
    made = bench(scheme)
    for process in "ABC":
        made.ptes(process)
    assert made.shared
    for process in gone:
        made.exit(process)
    assert not made.truth.shared
    assert not made.shared
    if scheme == "vma-count":
        assert made.value("_mapcount") == 1
    else:
        assert said(made) == (16, 1, 1, 16, False, False)


# T7: after fork, both unmap the same page


@pytest.mark.parametrize("scheme", EXACT)
def test_a_page_that_both_unmapped_is_noticed_at_once(bench, scheme):
    made = bench(scheme)
    made.ptes("A")
    made.fork("A", "B")
    made.unmap("A", 5, 6)
    assert (made.nr_mapped, made.queued) == (16, False)
    made.unmap("B", 5, 6)
    assert made.truth.partly_mapped
    assert made.truth.mapped_pages == 15
    assert said(made) == (30, 2, 2, 15, True, True)
    made.exit("B")
    assert said(made) == (15, 1, 1, 15, True, False)


def test_vma_count_does_not_see_the_hole(bench):
    made = bench("vma-count")
    made.ptes("A")
    made.fork("A", "B")
    made.unmap("A", 5, 6)
    made.unmap("B", 5, 6)
    assert (made.value("_mapcount"), made.nr_mapped, made.queued) == (2, 16, False)
    made.exit("B")
    assert (made.value("_mapcount"), made.nr_mapped, made.queued) == (1, 16, False)


# T8: one page more


@pytest.mark.parametrize("scheme", EXACT)
def test_one_entry_more_than_pages_proves_sharing(bench, scheme):
    made = bench(scheme)
    made.ptes("A")
    made.ptes("B", 0, 1)
    assert made.truth.pages[0] == 2
    assert said(made) == (17, 2, 1, 16, False, True)


def test_vma_count_counts_a_vma_for_one_page(bench):
    made = bench("vma-count")
    made.ptes("A")
    made.ptes("B", 0, 1)
    assert made.value("_mapcount") == 2


# T9: one process maps a file twice


@pytest.mark.parametrize("scheme", [*EXACT, "vma-count"])
def test_one_process_that_maps_a_file_twice_looks_like_two(bench, scheme):
    made = bench(scheme, anon=False)
    made.ptes("A")
    made.ptes("A", at=64)
    assert made.truth.entries == 32
    assert not made.truth.shared
    assert made.shared
    if scheme == "vma-count":
        assert made.value("_mapcount") == 2
    else:
        assert said(made) == (32, 2, 2, 16, False, True)


# T10: two PMDs and one PTE, 512 pages


@pytest.mark.parametrize(
    ("scheme", "nr_mapped"), [("per-page", 512), ("double-map", 513), ("large-mapcount", 512)]
)
def test_two_pmds_and_a_pte_are_three_entries(bench, scheme, nr_mapped):
    made = bench(scheme, 512)
    made.pmd("A")
    made.pmd("B")
    made.ptes("C", 0, 1)
    assert made.truth.entries == made.entries == 3
    assert made.truth.pages[0] == made.page(0) == 3
    assert made.page(511) == 2
    assert made.nr_mapped == nr_mapped


def test_vma_count_sees_three_vmas(bench):
    made = bench("vma-count", 512)
    made.pmd("A")
    made.pmd("B")
    made.ptes("C", 0, 1)
    assert made.value("_mapcount") == 3
