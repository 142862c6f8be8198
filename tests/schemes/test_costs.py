"""What each event costs each scheme, in atomics: for 512 pages as a table, and as formulas."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mmtui import What

SCHEMES = ("per-page", "double-map", "vma-count", "large-mapcount")


def one_pte(bench):
    return bench.ptes("A", 0, 1)


def one_batch(bench):
    return bench.ptes("A")


def one_by_one(bench):
    before = bench.ledger.cost
    for page in bench.folio.pages:
        bench.ptes("A", page, page + 1)
    return bench.ledger.cost.since(before)


def first_pmd(bench):
    return bench.pmd("A")


def second_pmd(bench):
    bench.pmd("A")
    return bench.pmd("B")


def fork_pmd(bench):
    bench.pmd("A")
    return bench.fork("A", "B")


def unmap_one_of_two(bench):
    bench.ptes("A")
    bench.ptes("B")
    return bench.unmap("A", 3, 4)


def unmap_the_last_of_a_page(bench):
    bench.ptes("A")
    return bench.unmap("A", 3, 4)


def unmap_batch(bench):
    bench.ptes("A")
    return bench.unmap("A")


def unmap_last_pmd(bench):
    bench.pmd("A")
    return bench.unmap("A")


def split_only_pmd(bench):
    bench.pmd("A")
    return bench.split("A")


def split_one_of_two(bench):
    bench.pmd("A")
    bench.fork("A", "B")
    return bench.split("A")


def split_the_other(bench):
    split_one_of_two(bench)
    return bench.split("B")


def fork_ptes(bench):
    bench.ptes("A")
    return bench.fork("A", "B")


# fmt: off
TABLE: list[tuple[Callable, tuple[int, int, int, int]]] = [
    #                         per-page  double-map  vma-count  large-mapcount
    (one_pte,                  (1,      1,          1,         3)),
    (one_batch,                (512,    512,        1,         514)),
    (one_by_one,               (512,    512,        1,         1536)),
    (first_pmd,                (513,    1,          1,         3)),
    (second_pmd,               (513,    1,          1,         2)),
    (fork_pmd,                 (513,    1,          1,         2)),
    (unmap_one_of_two,         (1,      1,          0,         2)),
    (unmap_the_last_of_a_page, (1,      1,          0,         3)),
    (unmap_batch,              (512,    512,        1,         514)),
    (unmap_last_pmd,           (513,    2,          1,         3)),
    (split_only_pmd,           (1,      514,        0,         517)),
    (split_one_of_two,         (1,      1026,       0,         516)),
    (split_the_other,          (1,      1026,       0,         516)),
    (fork_ptes,                (512,    512,        1,         513)),
]
FORMULAS: list[tuple[Callable, tuple[Callable[[int], int], ...]]] = [
    (one_pte,                  (lambda n: 1,     lambda n: 1,         lambda n: 1, lambda n: 3)),
    (one_batch,                (lambda n: n,     lambda n: n,         lambda n: 1, lambda n: n + 2)),
    (one_by_one,               (lambda n: n,     lambda n: n,         lambda n: 1, lambda n: 3 * n)),
    (first_pmd,                (lambda n: n + 1, lambda n: 1,         lambda n: 1, lambda n: 3)),
    (second_pmd,               (lambda n: n + 1, lambda n: 1,         lambda n: 1, lambda n: 2)),
    (fork_pmd,                 (lambda n: n + 1, lambda n: 1,         lambda n: 1, lambda n: 2)),
    (unmap_one_of_two,         (lambda n: 1,     lambda n: 1,         lambda n: 0, lambda n: 2)),
    (unmap_the_last_of_a_page, (lambda n: 1,     lambda n: 1,         lambda n: 0, lambda n: 3)),
    (unmap_batch,              (lambda n: n,     lambda n: n,         lambda n: 1, lambda n: n + 2)),
    (unmap_last_pmd,           (lambda n: n + 1, lambda n: 2,         lambda n: 1, lambda n: 3)),
    (split_only_pmd,           (lambda n: 1,     lambda n: n + 2,     lambda n: 0, lambda n: n + 5)),
    (split_one_of_two,         (lambda n: 1,     lambda n: 2 * n + 2, lambda n: 0, lambda n: n + 4)),
    (split_the_other,          (lambda n: 1,     lambda n: 2 * n + 2, lambda n: 0, lambda n: n + 4)),
    (fork_ptes,                (lambda n: n,     lambda n: n,         lambda n: 1, lambda n: n + 1)),
]
# fmt: on


@pytest.mark.parametrize(("row", "atomics"), TABLE, ids=[row.__name__ for row, _ in TABLE])
def test_a_row_of_the_table_for_512_pages(bench, row, atomics):
    assert tuple(row(bench(scheme, 512)).atomics for scheme in SCHEMES) == atomics


@pytest.mark.parametrize("n", [8, 16])
@pytest.mark.parametrize(("row", "formulas"), FORMULAS, ids=[row.__name__ for row, _ in FORMULAS])
def test_a_row_as_formulas(bench, row, formulas, n):
    costs = tuple(row(bench(scheme, n)).atomics for scheme in SCHEMES)
    assert costs == tuple(formula(n) for formula in formulas)


def test_the_table_and_the_formulas_have_the_same_rows():
    assert [row for row, _ in TABLE] == [row for row, _ in FORMULAS]


# a file folio under double-map is counted page by page


@pytest.mark.parametrize("n", [8, 16, 512])
@pytest.mark.parametrize("scheme", ["per-page", "double-map"])
def test_pmds_of_a_file_cost_an_atomic_for_each_page(bench, scheme, n):
    made = bench(scheme, n, anon=False)
    assert made.pmd("A").atomics == n + 1
    assert made.pmd("B").atomics == n + 1
    assert made.unmap("A").atomics == n + 1
    assert made.split("B").atomics == n + 1, "splitting the PMD of a file unmaps it"
    assert made.ptes("A", 0, 1).atomics == 1
    assert made.unmap("A", 0, 1).atomics == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_fork_copies_nothing_of_a_file(bench, scheme):
    made = bench(scheme, anon=False)
    made.pmd("A")
    assert made.fork("A", "B").atomics == 0


def test_the_last_pmd_takes_n_more_with_the_flag_set(bench):
    made = bench("double-map")
    made.pmd("A")
    made.fork("A", "B")
    made.split("A")
    assert made.unmap("B").atomics == 16 + 2


def test_a_further_split_finds_the_flag_set(bench):
    made = bench("double-map")
    made.pmd("A")
    made.fork("A", "B")
    made.fork("A", "C")
    assert made.split("A").atomics == 2 * 16 + 2
    assert made.split("B").atomics == 16 + 2


# folios that nobody else can see


@pytest.mark.parametrize(("scheme", "ptes", "pmd"), [("per-page", 16, 17), *((s, 0, 0) for s in SCHEMES[1:])])
def test_a_new_folio_needs_no_atomics_except_page_by_page(bench, scheme, ptes, pmd):
    assert bench(scheme).ptes("A", what=What.NEW_PTES).atomics == ptes
    assert bench(scheme).pmd("A", what=What.NEW_PMD).atomics == pmd


@pytest.mark.parametrize(("scheme", "atomics"), [("per-page", 1), *((s, 0) for s in SCHEMES[1:])])
def test_a_new_small_folio_is_a_plain_store(bench, scheme, atomics):
    made = bench(scheme, small=True)
    assert made.ptes("A", what=What.NEW_PTES).atomics == atomics
    assert made.value("_mapcount") == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_small_folio_pays_one_atomic_and_reads_no_entry(bench, scheme):
    made = bench(scheme, small=True)
    for cost in (made.ptes("A"), made.fork("A", "B"), made.unmap("A"), made.unmap("B")):
        assert cost == (1, 0)


# what vma-count reads


def test_whole_folios_are_not_searched(bench):
    made = bench("vma-count", 512)
    for cost in (made.pmd("A"), made.fork("A", "B"), made.split("A"), made.unmap("A"), made.unmap("B")):
        assert cost.reads == 0


def test_a_part_is_searched_until_an_entry_is_found(bench):
    made = bench("vma-count", 512)
    made.ptes("A")
    assert made.unmap("A", 0, 1) == (0, 1)
    assert made.unmap("A", 1, 2) == (0, 2)
    assert made.unmap("A", 511, 512) == (0, 3)


def test_unmapping_a_folio_upwards_page_by_page_reads_half_of_a_square(bench):
    made = bench("vma-count", 512)
    made.ptes("A")
    for page in range(512):
        made.unmap("A", page, page + 1)
    assert made.ledger.cost.reads == 512 * 511 // 2 + 511
    assert made.ledger.cost.atomics == 2
