"""The schemes after 6.1 and the proposals: short histories with what each must say, worked out by hand."""

from __future__ import annotations

from math import prod

import pytest

from mmtui import Claim, What

OWNERS = ("mm-owners", "no-page-mapcount", "total-mapped-pages")
"""Those with two owner slots."""
AVERAGE = ("no-page-mapcount", "total-mapped-pages")
"""Those that know nothing of one page."""
EXACT = ("nr-pages-mapped", "mm-owners", "rmap-ids")
"""Those that know how often each page is mapped."""


def said(bench):
    return (bench.entries, bench.page(0), bench.page(15), bench.nr_mapped, bench.queued, bool(bench.shared))


def split_after_fork(bench, scheme):
    made = bench(scheme)
    made.pmd("A")
    made.fork("A", "B")
    made.split("A")
    made.unmap("A", 3, 4)
    return made


# a PMD each after fork, one split, one page unmapped; then the other process goes


@pytest.mark.parametrize("scheme", [*EXACT, *AVERAGE])
def test_one_pmd_and_fifteen_ptes(bench, scheme):
    assert said(split_after_fork(bench, scheme)) == (16, 2, 2, 16, False, True)


@pytest.mark.parametrize(("scheme", "page"), [*((s, 1) for s in EXACT), *((s, 2) for s in AVERAGE)])
def test_of_the_page_that_is_gone_an_average_knows_nothing(bench, scheme, page):
    assert split_after_fork(bench, scheme).page(3) == page


@pytest.mark.parametrize(("scheme", "nr_mapped"), [*((s, 15) for s in EXACT), *((s, 16) for s in AVERAGE)])
def test_without_the_pmd_the_folio_is_partly_mapped(bench, scheme, nr_mapped):
    made = split_after_fork(bench, scheme)
    made.exit("B")
    assert said(made) == (15, 1, 1, nr_mapped, True, False)


def test_the_word_with_the_bit_counts_pages_and_pmds(bench):
    made = split_after_fork(bench, "nr-pages-mapped")
    assert made.value("_nr_pages_mapped") == 0x800000 + 15
    made.exit("B")
    assert made.value("_nr_pages_mapped") == 15


# PTEs and a PMD that have nothing to do with each other


@pytest.mark.parametrize("scheme", [*EXACT, *AVERAGE])
def test_ptes_then_an_independent_pmd_count_each_page_once(bench, scheme):
    made = bench(scheme)
    made.ptes("A")
    made.pmd("B")
    assert (made.entries, made.nr_mapped) == (17, 16)


# two processes map different halves


def halves(bench, scheme):
    made = bench(scheme)
    made.ptes("A", 0, 8)
    made.ptes("B", 8, 16)
    assert made.truth.shared
    return made


@pytest.mark.parametrize("scheme", [*OWNERS, "rmap-ids", "vma-count-partial", "vma-table-count"])
def test_halves_of_two_processes_are_shared(bench, scheme):
    assert halves(bench, scheme).shared


def test_the_first_page_alone_does_not_see_it(bench):
    assert not halves(bench, "nr-pages-mapped").shared


def test_two_parts_that_complete_each_other_say_nothing_of_the_whole(bench):
    made = halves(bench, "vma-count-partial")
    assert (made.value("_mapcount"), made.value("partial_mapcount")) == (2, 2)
    made.unmap("B", 8, 9)
    assert made.last.claim.partly is None
    made.unmap("B", 9, 16)
    assert made.last.claim.partly is True


# three processes, two leave


def three(bench, scheme, gone):
    made = bench(scheme)
    for process in "ABC":
        made.ptes(process)
    assert made.shared
    for process in gone:
        made.exit(process)
    assert not made.truth.shared
    return made


@pytest.mark.parametrize("scheme", OWNERS)
@pytest.mark.parametrize(("gone", "shared"), [("AB", True), ("AC", False), ("BC", False)])
def test_the_third_found_no_slot_and_is_not_known_to_be_alone(bench, scheme, gone, shared):
    assert bool(three(bench, scheme, gone).shared) is shared


@pytest.mark.parametrize("scheme", OWNERS)
def test_one_entry_alone_is_never_shared(bench, scheme):
    made = three(bench, scheme, "AB")
    made.unmap("C", 1, 16)
    assert not made.shared


@pytest.mark.parametrize("scheme", OWNERS)
def test_who_had_no_slot_gets_one_with_what_he_maps_from_then_on(bench, scheme):
    made = three(bench, scheme, "AB")
    made.unmap("C", 4, 8)
    made.ptes("C", 4, 8)
    assert (made.value("_mm_id[0]"), made.value("_mm_id_mapcount[0]")) == (3, 4)
    assert made.shared
    made.exit("C")
    assert (made.value("_mm_id[0]"), made.value("_mm_id_mapcount[0]")) == (0, 0)


@pytest.mark.parametrize("gone", ["AB", "AC", "BC"])
def test_sums_of_numbers_know_any_of_three(bench, gone):
    assert not three(bench, "rmap-ids", gone).shared


def test_many_never_comes_down(bench):
    assert three(bench, "zero-one-two-many", "AB").value("_mapcount") == 3


# after fork, both unmap the same page


@pytest.mark.parametrize("scheme", AVERAGE)
def test_an_average_of_one_or_more_hides_the_hole(bench, scheme):
    made = bench(scheme)
    made.ptes("A")
    made.fork("A", "B")
    made.unmap("A", 5, 6)
    made.unmap("B", 5, 6)
    assert made.truth.partly_mapped
    assert (made.nr_mapped, made.queued) == (16, False)
    made.exit("B")
    assert made.queued


# one page more; one process twice; two PMDs and one PTE


@pytest.mark.parametrize(("scheme", "page"), [*((s, 2) for s in EXACT), *((s, 1) for s in AVERAGE)])
def test_one_entry_more_than_pages(bench, scheme, page):
    made = bench(scheme)
    made.ptes("A")
    made.ptes("B", 0, 1)
    assert (made.entries, made.page(0), bool(made.shared)) == (17, page, True)


@pytest.mark.parametrize("scheme", OWNERS)
def test_one_process_that_maps_a_file_twice_is_one_owner(bench, scheme):
    made = bench(scheme, anon=False)
    made.ptes("A")
    made.ptes("A", at=64)
    assert (made.entries, bool(made.shared)) == (32, False)


@pytest.mark.parametrize("scheme", AVERAGE)
def test_two_pmds_and_a_pte_are_two_on_the_average(bench, scheme):
    made = bench(scheme, 512)
    made.pmd("A")
    made.pmd("B")
    made.ptes("C", 0, 1)
    assert (made.entries, made.truth.pages[0], made.page(0)) == (3, 3, 2)


def test_the_total_counts_the_pages_of_a_pmd(bench):
    made = bench("total-mapped-pages", 512)
    made.pmd("A")
    made.pmd("B")
    made.ptes("C", 0, 1)
    assert made.value("_total_mapped_pages") == 1025


@pytest.mark.parametrize(("entries", "page"), [(511, 1), (767, 1), (768, 2), (1279, 2), (1280, 3)])
@pytest.mark.parametrize("scheme", AVERAGE)
def test_where_the_average_goes_up(bench, scheme, entries, page):
    made = bench(scheme, 512)
    for process in "ABC":
        if entries > 0:
            made.ptes(process, 0, min(entries, 512))
        entries -= 512
    assert made.page(0) == page


@pytest.mark.parametrize(("before", "page"), [(0, 0), (1, 2)])
def test_the_average_while_a_pmd_is_counted_but_its_entry_is_not_yet(bench, schemes, before, page):
    class Between(schemes["no-page-mapcount"]):
        def map_pmd(self, folio, vma):
            yield self._entire_mapcount.inc(folio)
            return Claim(first=0)

    made = bench(Between)
    if before:
        made.pmd("A", what=What.NEW_PMD)
    made.pmd("B")
    assert (made.entries, made.value("_entire_mapcount")) == (before, before + 1)
    assert made.page(0) == page


# two page tables: the folio lies across a border


def test_a_folio_across_a_border_is_two_pairs_of_one_vma(bench):
    made = bench("vma-table-count")
    made.ptes("A", 0, 8, at=8)
    assert made.value("_mapcount") == 1
    made.ptes("A", 8, 16, at=8)
    assert made.value("_mapcount") == 2
    assert (made.truth.shared, bool(made.shared)) == (False, True)
    assert made.unmap("A", 0, 4, at=8).atomics == 0
    made.unmap("A", 4, 8, at=8)
    assert made.value("_mapcount") == 1


# what each event costs: atomics for each page of the folio, and besides

ROWS = (
    "one PTE",
    "a batch",
    "one by one",
    "first PMD",
    "second PMD",
    "unmap one of two",
    "unmap the last of a page",
    "unmap a batch",
    "unmap the last PMD",
    "split the only PMD",
    "split one of two",
    "split the other",
    "fork PTEs",
)
COSTS = {
    "nr-pages-mapped": "2 2n 2n 2 1 1 2 2n 2 2n+2 2n+1 n+2 n",
    "large-mapcount": "3 n+2 3n 3 2 2 3 n+2 3 n+5 n+4 n+4 n+1",
    "mm-owners": "3 n+2 3n 3 2 2 3 n+2 3 n+5 n+4 n+4 n+1",
    "no-page-mapcount": "1 1 n 2 2 1 1 1 2 3 3 3 1",
    "total-mapped-pages": "1 1 n 1 1 1 1 1 1 2 2 2 1",
    "zero-one-two-many": "1 1 1 1 1 0 0 1 1 0 0 0 1",
    "vma-table-count": "1 1 1 1 1 0 0 1 1 0 0 0 1",
    "vma-count-partial": "2 1 3 1 1 1 1 1 1 0 0 0 1",
}


def costs(bench, scheme, n):
    def made(*pmds, ptes=""):
        fresh = bench(scheme, n)
        for process in pmds:
            fresh.pmd(process)
        for process in ptes:
            fresh.ptes(process)
        return fresh

    yield made().ptes("A", 0, 1)
    yield made().ptes("A")
    fresh = made()
    for page in range(n):
        fresh.ptes("A", page, page + 1)
    yield fresh.ledger.cost
    yield made().pmd("A")
    yield made("A").pmd("B")
    yield made(ptes="AB").unmap("A", 3, 4)
    yield made(ptes="A").unmap("A", 3, 4)
    yield made(ptes="A").unmap("A")
    yield made("A").unmap("A")
    yield made("A").split("A")
    shared = made("A")
    shared.fork("A", "B")
    yield shared.split("A")
    yield shared.split("B")
    yield made(ptes="A").fork("A", "B")


def linear(words, n):
    """What "2n+1" and the like come to.

    >>> linear("3 n+2 2n", 8)
    [3, 10, 16]
    """
    parts = [word.replace("n", f"*{n}").lstrip("*").split("+") for word in words.split()]
    return [sum(prod(map(int, part.split("*"))) for part in sums) for sums in parts]


@pytest.mark.parametrize("n", [8, 16, 512])
@pytest.mark.parametrize("scheme", COSTS)
def test_what_each_event_costs(bench, scheme, n):
    found = [cost.atomics for cost in costs(bench, scheme, n)]
    assert dict(zip(ROWS, found, strict=True)) == dict(zip(ROWS, linear(COSTS[scheme], n), strict=True))


@pytest.mark.parametrize(("n", "more"), [(8, 5), (16, 5), (512, 6)])
def test_sums_cost_an_atomic_each_and_three_besides_for_every_batch(bench, n, more):
    found = [cost.atomics for cost in costs(bench, "rmap-ids", n)]
    batches = linear("1 1 n 1 1 1 1 1 1 2 2 2 1", n)
    pages = linear(COSTS["nr-pages-mapped"], n)
    assert found == [cost + more * times for cost, times in zip(pages, batches, strict=True)]


@pytest.mark.parametrize("scheme", ["no-page-mapcount", "total-mapped-pages", "mm-owners", "rmap-ids"])
def test_a_new_folio_needs_no_atomics(bench, scheme):
    assert bench(scheme).ptes("A", what=What.NEW_PTES).atomics == 0
    assert bench(scheme).pmd("A", what=What.NEW_PMD).atomics == 0


def test_whole_and_part_are_told_apart_by_reading_all_entries(bench):
    made = bench("vma-count-partial", 512)
    made.ptes("A")
    assert made.unmap("A", 3, 4).reads == 512
