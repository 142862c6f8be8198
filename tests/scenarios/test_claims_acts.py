"""What the texts of scenarios with operations of one's own, and with races, say of them is so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mmtui.catalog import Catalog
from mmtui.game.acting import start_of
from mmtui.game.attempt import Attempt
from mmtui.game.claims import said_of
from mmtui.game.racing import arena_of, decided
from mmtui.game.trial import Trial, prepare
from mmtui.model.counters import Per
from mmtui.model.ops import parse_op
from mmtui.model.truth import truth_of
from mmtui.moment import Moment
from mmtui.race.arena import Arena
from mmtui.race.steps import Reply
from mmtui.recording.trace import read_trace
from mmtui.scenario import ActAsk, RaceAsk, Scenario

RECORDED = Path(__file__).parents[1] / "data" / "recorded"


@pytest.fixture
def trial_of(shipped: dict[str, Scenario], catalog: Catalog) -> Callable[[str], Trial]:
    return lambda name: prepare(shipped[name], catalog)


@pytest.fixture
def done(trial_of: Callable[[str], Trial]) -> Callable[..., Moment]:
    """The moment after a run of the player's own, by default the reference one, under any scheme."""

    def done(name: str, step: int, ops: str = "", scheme: str = "", more: str = "") -> Moment:
        trial = trial_of(name)
        attempt = Attempt(start_of(trial, trial.scenario.steps[step]))
        text = ops or str(trial.scenario.solution.steps[step])
        for op in f"{text}; {more}".strip("; ").split("; "):
            attempt = attempt.added(parse_op(op), attempt.end)
        return trial.branch(attempt, scheme)[attempt.end]

    return done


@pytest.fixture
def races_under(trial_of: Callable[[str], Trial], catalog: Catalog) -> Callable[..., str]:
    """What a search says of the race of a scenario under another scheme."""

    def races_under(name: str, step: int, scheme: str) -> str:
        trial = trial_of(name)
        own = arena_of(trial, trial.scenario.steps[step])
        arena = Arena(catalog.scheme(scheme), own.start.profile, own.race, own.options)
        return arena.decided(lambda states, switches: None).outcome

    return races_under


def says(moment: Moment, claim: str, label: str = "L0", page: int = 0) -> int | None:
    (folio,) = (folio for folio in moment.world.folios() if str(folio) == label)
    return said_of(moment, claim, folio, page)


def entries(moment: Moment, label: str = "L0") -> int:
    (folio,) = (folio for folio in moment.world.folios() if str(folio) == label)
    return truth_of(moment.world, folio).entries


def counters(moment: Moment) -> dict[tuple[str, int], int]:
    (folio,) = (folio for folio in moment.world.folios() if str(folio) == "L0")
    return {
        (counter.name, page): moment.books.value(counter, folio, page)
        for counter in type(moment.scheme).counters_of(folio)
        for page in (folio.pages if counter.per is Per.PAGE else (0,))
    }


ACTS = {
    "controls", "migration-forgets", "mprotect-the-middle", "foreign-pte", "break-the-proposal",
    "disjoint-halves", "page-zero-absent", "the-third-mm", "healing", "both-zap-page-five",
}  # fmt: skip
RACES = {"two-lines-swapped", "torn-read", "two-tables-two-cpus", "negative-nr"}


def test_they_are_there(shipped: dict[str, Scenario]) -> None:
    asks = {name: [step.ask for step in scenario.steps] for name, scenario in shipped.items()}
    assert {name for name, of in asks.items() if any(isinstance(ask, ActAsk) for ask in of)} >= ACTS
    assert {name for name, of in asks.items() if any(isinstance(ask, RaceAsk) for ask in of)} >= RACES


# -- 3.5 to 3.7


def test_the_kernels_order_of_the_two_lines_holds(races_under: Callable[..., str]) -> None:
    assert races_under("two-lines-swapped", 2, "double-map-swapped-lines") == "broken"
    assert races_under("two-lines-swapped", 2, "double-map") == "holds"


def test_one_after_the_other_the_swapped_lines_come_to_the_same(trial_of: Callable[[str], Trial]) -> None:
    trial = trial_of("two-lines-swapped")
    for n in range(3, len(trial.ops) + 1):
        ours, kernels = (trial.timeline(name)[n] for name in ("double-map-swapped-lines", "double-map"))
        assert counters(ours) == counters(kernels)
        assert ours.books.spoken.nr_mapped == kernels.books.spoken.nr_mapped


def test_the_schedule_of_the_last_hint_reads_none(trial_of: Callable[[str], Trial]) -> None:
    trial = trial_of("torn-read")
    step, schedule = trial.scenario.steps[1], str(trial.scenario.solution.steps[1])
    moves = arena_of(trial, step).replayed(schedule).moves
    (answer,) = (one.step.answer for move in moves for one in move.done if isinstance(one.step, Reply))
    assert answer == 0


def test_one_word_is_never_torn(races_under: Callable[..., str], trial_of: Callable[[str], Trial]) -> None:
    trial = trial_of("torn-read")
    assert decided(trial, trial.scenario.steps[1]).outcome == "broken"
    assert decided(trial, trial.scenario.steps[2]).outcome == "holds"


def test_after_a_migration_only_double_map_is_wrong(done: Callable[..., Moment]) -> None:
    for scheme, pages, queued in (("double-map", 15, 1), ("nr-pages-mapped", 8, 0)):
        moment = done("migration-forgets", 2, scheme=scheme)
        assert says(moment, "partly-mapped", "L1") == queued
        assert (says(moment, "mapped-pages", "L1") == 8) == (pages == 8)


def test_when_all_entries_are_gone_the_sums_are_right_again(done: Callable[..., Moment]) -> None:
    moment = done("migration-forgets", 2, more="A dontneed r; B dontneed r")
    assert sum(moment.books.spoken.nr_mapped.values()) == 0


# -- chapter 4


def test_who_compares_the_folio_of_each_entry_is_not_fooled(done: Callable[..., Moment]) -> None:
    assert entries(done("foreign-pte", 2)) == 0
    assert says(done("foreign-pte", 2), "mapped") == 1
    assert says(done("foreign-pte", 2, scheme="vma-count"), "mapped") == 0


@pytest.mark.parametrize("scheme", ["vma-table-count", "mm-owners"])
def test_a_count_for_each_table_needs_no_lock_of_the_folio(
    races_under: Callable[..., str], scheme: str
) -> None:
    assert races_under("two-tables-two-cpus", 1, scheme) == "holds"


def test_vma_count_is_wrong_about_processes_and_pages_and_others_are_not(done: Callable[..., Moment]) -> None:
    ours = done("break-the-proposal", 1)
    assert (says(ours, "mapped"), says(ours, "shared"), says(ours, "mapped-pages")) == (1, 1, 8)
    assert says(done("break-the-proposal", 1, scheme="mm-owners"), "shared") == 0
    assert says(done("break-the-proposal", 1, scheme="double-map"), "mapped-pages") == 6


# -- chapters 5 to 8


def test_no_schedule_of_the_three_cpus_breaks_double_map(races_under: Callable[..., str]) -> None:
    assert races_under("negative-nr", 2, "double-map") == "holds"


@pytest.mark.parametrize(("scheme", "shared"), [("large-mapcount", 0), ("mm-owners", 1), ("vma-count", 1)])
def test_halves_are_taken_for_one_process_by_who_counts_entries(
    done: Callable[..., Moment], scheme: str, shared: int
) -> None:
    assert says(done("disjoint-halves", 1, scheme=scheme), "shared") == shared


def test_without_page_0_the_guess_is_wrong_in_both_directions(done: Callable[..., Moment]) -> None:
    both, alone = done("page-zero-absent", 1), done("page-zero-absent", 2)
    assert (says(both, "shared"), says(alone, "shared")) == (0, 1)
    assert says(done("page-zero-absent", 1, scheme="mm-owners"), "shared") == 1
    assert says(done("page-zero-absent", 2, scheme="mm-owners"), "shared") == 0
    assert says(done("page-zero-absent", 2, scheme="vma-count"), "shared") == 1


def test_the_guess_is_right_where_the_slots_are_not(done: Callable[..., Moment]) -> None:
    assert says(done("the-third-mm", 1), "shared") == 1
    assert says(done("the-third-mm", 1, scheme="large-mapcount"), "shared") == 0
    assert says(done("healing", 1, "C dontneed r 0 4", scheme="large-mapcount"), "shared") == 0


def test_two_processes_are_told_apart_whoever_leaves(done: Callable[..., Moment]) -> None:
    assert says(done("the-third-mm", 1, "A fork B; A exit"), "shared") == 0
    assert says(done("the-third-mm", 1, "A fork B; B exit"), "shared") == 0


def test_a_hidden_page_is_found_when_the_child_exits(done: Callable[..., Moment]) -> None:
    hidden, found = done("both-zap-page-five", 1), done("both-zap-page-five", 1, more="B exit")
    assert (entries(hidden), entries(found)) == (14, 7)
    assert (says(hidden, "partly-mapped"), says(found, "partly-mapped")) == (0, 1)
    assert says(done("both-zap-page-five", 1, scheme="mm-owners"), "partly-mapped") == 1


# -- what recorded kernels did

MAYBE_SHARED = 1 << 31
"""The top bit of the second slot's process number."""


def slots(kernel: str, op: str) -> tuple[list[str], bool, int]:
    """Who has a slot after an operation of a recorded kernel, the bit, and the number of entries less one."""
    steps = read_trace(RECORDED / kernel / "44-mm-slots.jsonl.gz").steps
    (step,) = (step for step in steps if step.op == op)
    (folio,) = (record for record in step.state if record["t"] == "folio" and record["f"] == "L0")
    return folio["mm_owner"], bool(folio["_mm_id"][1] & MAYBE_SHARED), folio["_large_mapcount"]


@pytest.mark.parametrize("kernel", ["6.16", "6.18", "7.3", "7.3-nopmc"])
def test_a_third_process_that_is_left_alone_has_no_slot_and_the_bit_stays(kernel: str) -> None:
    assert slots(kernel, "C fork E")[0] == ["A", "B"]
    assert slots(kernel, "E munmap r 256 512") == (["", ""], True, 0)


@pytest.mark.parametrize("kernel", ["6.16", "6.18", "7.3", "7.3-nopmc"])
def test_the_bit_is_cleared_when_its_child_has_a_slot_and_the_parent_goes(kernel: str) -> None:
    assert slots(kernel, "C fork H") == (["H", ""], True, 1)
    assert slots(kernel, "C munmap r") == (["H", ""], False, 0)


def test_a_recorded_kernel_forgot_the_flag_in_a_migration() -> None:
    """Of 6.1: PTEs of B and a PMD entry of A, with the flag and the extra count before, and without after."""

    def state(op: str, label: str) -> tuple[int, int, set[int]]:
        steps = read_trace(RECORDED / "6.1" / "57-migrate.jsonl.gz").steps
        (step,) = (step for step in steps if step.op == op)
        (folio,) = (record for record in step.state if record["t"] == "folio" and record["f"] == label)
        return (
            folio["compound_mapcount"],
            folio["double_map"],
            {mapcount for _, _, mapcount, _ in folio["sub"]},
        )

    assert state("B munmap r 600 700", "L1") == (0, 1, {1, 0})
    assert state("A migrate r 512 1024 node=1 all", "L4") == (0, 0, {0, -1})
