"""The races that people argue about come out as they should."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmtui import NOTHING, Claim
from mmtui.errors import UsageError
from mmtui.race.battery import BATTERY, race_named
from mmtui.race.counting import Runs
from mmtui.race.search import DEADLOCK
from mmtui.race.steps import Lock, Take

from .conftest import HUGE, ONE_TABLE

TWO_TABLES = race_named("two-tables")
MAP_TWO_TABLES = race_named("two-tables-map")
DRIFT = race_named("unmap-map-pmd")


def test_two_threads_each_with_a_page_table_are_both_last(decided):
    """Each clears (c), scans the other's table (s) and counts out (d); c s d on one, C S D on the other.

    The folio is counted out twice where both scan after both have cleared: 12 of the 20 orders.
    """
    verdict = decided("vma-count", TWO_TABLES.setup, *TWO_TABLES.cpus)
    assert (verdict.outcome, verdict.runs) == ("broken", Runs(20, 12))
    assert verdict.schedule in ("abbbaa", "baaabb")


def test_scanning_before_clearing_leaves_the_folio_mapped_for_ever_in_as_many_orders(decided):
    verdict = decided("vma-count", TWO_TABLES.setup, *TWO_TABLES.cpus, swapped=True)
    assert (verdict.outcome, verdict.runs) == ("broken", Runs(20, 12))
    assert "no unmap was called last" in verdict.reasons[0]


@pytest.mark.parametrize("swapped", [False, True])
def test_the_map_side_is_saved_by_the_folio_lock_alone(decided, swapped):
    race = MAP_TWO_TABLES
    assert decided("vma-count", race.setup, *race.cpus, swapped=swapped).how_often == "Never"
    verdict = decided("vma-count", race.setup, *race.cpus, swapped=swapped, without=["folio_lock"])
    assert verdict.how_often == "Sometimes"


@pytest.mark.parametrize("scheme", ["vma-table-count", "mm-owners", "no-page-mapcount", "total-mapped-pages"])
def test_counting_tables_or_under_one_lock_is_immune(decided, scheme):
    assert decided(scheme, TWO_TABLES.setup, *TWO_TABLES.cpus).outcome == "holds"


@pytest.mark.parametrize("scheme", ["nr-pages-mapped", "large-mapcount", "mm-owners"])
def test_three_cpus_let_the_statistics_drift_for_ever(decided, scheme):
    verdict = decided(scheme, DRIFT.setup, *DRIFT.cpus, pages=2)
    assert verdict.outcome == "broken"
    assert verdict.reasons == ("L0: 2 pages are mapped at the end, and the statistics count 3",)


def test_the_kernels_order_of_double_map_holds(decided):
    verdict = decided("double-map", HUGE, "A splitpmd r", "B exit", kernel="6.1")
    assert (verdict.outcome, verdict.states) == ("holds", 56)


def test_double_map_with_two_lines_swapped_is_broken(catalog, decided):
    verdict = decided(swapped_lines(catalog)(), HUGE, "A splitpmd r", "B exit", kernel="6.1")
    assert verdict.how_often == "Sometimes"
    assert verdict.switches == 2


def swapped_lines(catalog):
    class SwappedLines(type(catalog.scheme("double-map"))):
        name = "swapped-lines"

        def split_pmd(self, folio, vma):
            yield from self._added(folio, folio.pages)
            left = yield self.compound_mapcount.dec(folio)
            if left and not (yield self.double_map.exchange(folio, 1)):
                yield from self._added(folio, folio.pages)
            if not left and (yield self.double_map.exchange(folio, 0)):
                yield from self._removed(folio, folio.pages)
            return NOTHING

    return SwappedLines


def test_a_question_without_a_lock_is_answered_by_what_was_true_at_no_moment(decided):
    """Reading the counters of a huge page one by one, while another process splits its PMD."""
    cpus = "A splitpmd r", "ask folio-mapcount"
    assert decided("double-map", HUGE, *cpus, kernel="6.1").how_often == "Sometimes"
    locked = "A splitpmd r locked", "ask folio-mapcount locked"
    assert decided("double-map", HUGE, *locked, kernel="6.1").outcome == "holds"


def test_a_sum_in_one_word_is_never_torn(decided):
    cpus = "B dontneed r 0 2", "ask folio-mapcount"
    assert decided("large-mapcount", ONE_TABLE, *cpus).outcome == "holds"


def test_a_fault_and_munmap_of_one_process_wait_for_each_other(arena):
    """A fault has the lock of its VMA, which munmap() takes away first; nothing of both is mixed."""
    cpus = "A read r 0 1", "A dontneed r 0 1; A munmap r"
    with pytest.raises(UsageError, match=r"CPU a waits for .*mmap_lock of A"):
        arena("per-page", ONE_TABLE, *cpus).replayed("bbbba")
    assert arena("per-page", ONE_TABLE, *cpus, without=["mmap_lock"]).replayed("bbbba").moves


@pytest.mark.parametrize("fault", ["read", "write"])
def test_a_fault_has_the_mmap_lock_as_a_reader(arena, fault):
    race = arena("per-page", ONE_TABLE, "A dontneed r 0 1", f"A {fault} r 0 1")
    moves = race.replayed("aaabb" if fault == "write" else "aaab").moves
    taken = [
        done.step for move in moves if move.cpu == "b" for done in move.done if isinstance(done.step, Take)
    ]
    assert taken[0] == Take(Lock("mmap_lock", ("A",)), shared=True)


def test_without_page_table_locks_one_entry_is_unmapped_twice(decided):
    cpus = "A dontneed r 0 1", "A dontneed r 0 1"
    assert decided("per-page", ONE_TABLE, *cpus).outcome == "holds"
    assert decided("per-page", ONE_TABLE, *cpus, without=["ptl"]).how_often == "Sometimes"


@pytest.mark.parametrize("race", BATTERY, ids=lambda race: race.name)
def test_correct_orders_hold_in_every_race(decided, race):
    more = () if race.name in ("unmap-map-pmd", "split-zap") else ("nr-pages-mapped",)
    for scheme in ("double-map", "vma-table-count", *more):
        assert decided(scheme, race.setup, *race.cpus, pages=race.pages_per_pmd).outcome == "holds"


def test_a_cpu_that_waits_for_ever_is_a_deadlock(catalog, decided):
    class Forgets(type(catalog.scheme("mm-owners"))):
        """Takes the lock, and never lets it go."""

        name = "forgets"

        def unmap_ptes(self, folio, pages, vma):
            yield from self._lock(folio)
            return Claim(gone=0, last=False)

    verdict = decided(Forgets(), ONE_TABLE, "A exit", "B exit")
    assert verdict.reasons == (DEADLOCK,)
    assert verdict.outcome == "broken"


def test_a_scheme_that_keeps_something_elsewhere_is_found_out(catalog, decided):
    seen = []

    class Remembers(type(catalog.scheme("per-page"))):
        name = "remembers"

        def unmap_ptes(self, folio, pages, vma):
            seen.append(1)
            yield self._mapcount.add(folio, -1 if len(seen) < 3 else -2, pages.start)
            return Claim(gone=1)

    verdict = decided(Remembers(), ONE_TABLE, "A dontneed r 0 1", "B dontneed r 0 1")
    assert verdict.outcome == "broken"


@pytest.mark.parametrize("step", [None, (1, 2), "dec"])
def test_a_scheme_that_yields_nonsense_is_named(catalog, decided, step):
    class Nonsense(type(catalog.scheme("per-page"))):
        name = "nonsense"

        def unmap_ptes(self, folio, pages, vma):
            yield step
            return NOTHING

    verdict = decided(Nonsense(), ONE_TABLE, "A exit", "B exit")
    assert verdict.outcome == "broken"
    assert "a step is a counter access or a scan()" in verdict.reasons[0]


def test_a_scheme_that_raises_is_named_with_its_line(catalog, decided):
    class Raises(type(catalog.scheme("per-page"))):
        name = "raises"

        def unmap_ptes(self, folio, pages, vma):
            yield self._mapcount.dec(folio, pages.start)
            raise RuntimeError("no")

    verdict = decided(Raises(), ONE_TABLE, "A exit", "B exit")
    assert "raised RuntimeError: no" in verdict.reasons[0]
    assert "test_races.py" in verdict.reasons[0]


def yields_nonsense(self, folio, pages, vma):
    yield self._mapcount.dec(folio, pages.start)
    yield "an atomic, please"  # here


def returns_nonsense(self, folio, pages, vma):  # here
    yield self._mapcount.dec(folio, pages.start)
    return 1


def has_no_yield(self, folio, pages, vma):  # here
    return NOTHING


def is_no_number(self, folio, pages, vma):
    left = self._mapcount.dec(folio, pages.start)
    yield self._mapcount.read(folio, pages.start)
    return Claim(gone=int(left < 0))  # here


def presses_ctrl_c(self, folio, pages, vma):
    yield self._mapcount.dec(folio, pages.start)
    raise KeyboardInterrupt  # here


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (yields_nonsense, "yielded 'an atomic, please'"),
        (returns_nonsense, "returned 1; a handler returns a Claim"),
        (has_no_yield, "has no yield in unmap_ptes(), so nothing would run"),
        (is_no_number, "used the result of an access to _mapcount without yield"),
        (presses_ctrl_c, "raised KeyboardInterrupt"),
    ],
)
def test_a_scheme_that_misbehaves_is_named_with_the_line_of_its_handler(catalog, decided, handler, said):
    class Mine(type(catalog.scheme("per-page"))):
        name = "mine"

    Mine.unmap_ptes = handler
    verdict = decided(Mine(), race_named("exit-exit").setup, "A exit", "B exit")
    lines = Path(__file__).read_text().splitlines()
    first = handler.__code__.co_firstlineno
    here = next(nr for nr, line in enumerate(lines, 1) if nr >= first and line.endswith("# here"))
    assert (verdict.outcome, verdict.interrupted) == ("broken", False)
    assert said in verdict.reasons[0]
    assert f"test_races.py:{here})" in verdict.reasons[0]


def test_a_scheme_that_breaks_before_the_race_is_broken(catalog, decided):
    class Raises(type(catalog.scheme("per-page"))):
        name = "raises"

        def map_ptes(self, folio, pages, vma):
            raise RuntimeError("too early")
            yield

    verdict = decided(Raises(), ONE_TABLE, "A exit", "B exit")
    assert verdict.outcome == "broken"
    assert "raised RuntimeError: too early at map_pmd" in verdict.reasons[0]


def test_a_bound_leaves_it_unfinished(decided):
    verdict = decided("mm-owners", ONE_TABLE, "A exit", "B exit", states=20)
    assert verdict.outcome == "unfinished"
