"""What migration does to schemes: PG_double_map is not set again on the new folio."""

from __future__ import annotations

import pytest

SCRIPT = """
proc A
A mmap r anon 16
A write r
A fork B
B mprotect r 0 4 ro
{migrate}
B munmap r 5 9
B exit
A exit
"""
MIGRATE = "A migrate r node=1 all"


def wrong(moments, findings, scheme, kernel, migrate=""):
    found = [findings(m) for m in moments(scheme, SCRIPT.format(migrate=migrate), kernel=kernel)]
    return [sentence for sentences in found for sentence in sentences]


def test_double_map_holds_without_migration(moments, findings):
    assert wrong(moments, findings, "double-map", "6.1") == []


def test_double_map_counts_pages_twice_that_come_back_as_ptes_beside_a_pmd(moments, findings):
    told = wrong(moments, findings, "double-map", "6.1", MIGRATE)
    assert "map_ptes L1[0] in B r: the first map of 0 pages, but double-map says 1 page" in told


def test_the_statistics_are_too_high_until_the_ptes_are_gone(moments):
    """NR_ANON_MAPPED; in 57-migrate of the recorded 6.1 it is 412 pages."""
    steps = {str(m.op): m for m in moments("double-map", SCRIPT.format(migrate=MIGRATE))}

    def nr_mapped(op):
        (folio,) = steps[op].world.folios()
        return steps[op].books.spoken[folio.number].nr_mapped

    assert (nr_mapped("B mprotect r 0 4 ro"), nr_mapped(MIGRATE)) == (16, 32)
    assert (nr_mapped("B munmap r 5 9"), nr_mapped("B exit")) == (28, 16)


@pytest.mark.parametrize(
    ("scheme", "kernel"),
    [("nr-pages-mapped", "6.12"), ("large-mapcount", "6.12"), ("mm-owners", "7.3"), ("per-page", "6.1")],
)
def test_the_schemes_that_count_pages_otherwise_hold(moments, findings, scheme, kernel):
    assert wrong(moments, findings, scheme, kernel, MIGRATE) == []


REQUEUES = [("6.1", False), ("6.12", True), ("6.18", False), ("7.3", True)]


@pytest.mark.parametrize(("kernel", "queued"), REQUEUES)
def test_the_place_on_the_deferred_split_list_passes_on_where_the_kernel_does_so(moments, kernel, queued):
    """A's PMD goes first: for a moment only what B has left is mapped."""
    script = SCRIPT.format(migrate="").replace("B exit\nA exit", MIGRATE)
    scheme = {"6.1": "double-map", "6.12": "large-mapcount"}.get(kernel, "mm-owners")
    *_, last = moments(scheme, script, kernel=kernel)
    (folio,) = last.world.folios()
    assert last.books.spoken[folio.number].queued is queued
    assert (folio.number in last.world.partly) is queued
