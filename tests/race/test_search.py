"""The searches agree with each other and with plain enumeration; what never ends is found."""

from __future__ import annotations

import signal

import pytest

from mmtui import NOTHING
from mmtui.errors import UsageError
from mmtui.race import arena as arenas
from mmtui.race import search
from mmtui.race.battery import BATTERY, race_named
from mmtui.race.counting import Runs
from mmtui.race.machine import on_machine
from mmtui.race.replay import replayed
from mmtui.race.search import LIVELOCK, Limits, explore
from mmtui.race.sweep import sweep

from .conftest import ONE_TABLE
from .test_races import swapped_lines


def of(arena, scheme, name, **options):
    race = race_named(name)
    return arena(scheme, race.setup, *race.cpus, pages=race.pages_per_pmd, **options)


def on(arena, run):
    return on_machine(arena.kernel, arena.tasks, arena.watch, run)


@pytest.mark.parametrize("race", BATTERY, ids=lambda race: race.name)
@pytest.mark.parametrize("scheme", ["nr-pages-mapped", "mm-owners", "vma-count"])
def test_both_searches_see_the_same_states(arena, scheme, race):
    made = of(arena, scheme, race.name)
    in_order = on(made, lambda machine: explore(machine, lambda m, s: (), Limits()))
    in_any = on(made, lambda machine: sweep(machine, lambda m, s: (), Limits()))
    assert (in_order.finished, in_any.finished) == (True, True)
    assert in_order.states == in_any.states > 1


@pytest.mark.parametrize("race", BATTERY, ids=lambda race: race.name)
def test_a_large_race_has_the_verdict_of_a_small_one(arena, monkeypatch, race):
    """Beyond some states any schedule is looked for first; what is told is the same."""
    tell = lambda states, switches: None  # noqa: E731
    small = of(arena, "vma-count", race.name).decided(tell)
    monkeypatch.setattr(arenas, "IN_ORDER", 1)
    large = of(arena, "vma-count", race.name).decided(tell)
    assert (large.outcome, large.reasons, large.schedule) == (small.outcome, small.reasons, small.schedule)
    assert large.switches == (small.switches if small.schedule else None)


def every_run(arena):
    """Count schedules one by one: each is replayed from its start, step by step."""
    sharing = on(arena, lambda machine: (explore(machine, lambda m, s: (), Limits()), machine.sharing)[1])
    names = [task.name for task in arena.tasks]

    def run(schedule):
        try:
            return list(replayed(arena.kernel, arena.tasks, arena.watch, sharing, schedule))
        except UsageError:
            return None

    def ended(moves):
        return {move.cpu for move in moves if move.ended}

    def whole(schedule):
        after = [name for name in names if run(schedule + name) is not None]
        return [schedule] if not after else [each for name in after for each in whole(schedule + name)]

    turns = {name: max(schedule.count(name) for schedule in whole("")) for name in names}

    def count(schedule, taken):
        moves, leaves = run(schedule), []
        for name in names:
            if name in ended(moves):
                if taken[name] < turns[name]:
                    leaves.append((schedule, name))
            elif run(schedule + name) is not None:
                leaves.append((schedule + name, name))
        if leaves:
            found = [count(one, {**taken, name: taken[name] + 1}) for one, name in leaves]
            return Runs(*map(sum, zip(*found, strict=True)))
        over = ended(moves) == set(names)
        return Runs(1, int(not over or bool(arena.judge.reasons(moves[-1].memory))))

    return count("", dict.fromkeys(names, 0))


@pytest.mark.parametrize(
    ("scheme", "name", "runs"),
    [
        ("vma-count", "two-tables", Runs(20, 12)),
        ("nr-pages-mapped", "split-zap", Runs(165, 2)),
        ("zero-one-two-many", "halves", None),
        ("nr-pages-mapped", "fork-exit", Runs(6, 0)),
    ],
)
def test_schedules_are_counted_as_if_each_was_run(arena, scheme, name, runs):
    counted = of(arena, scheme, name).decided(lambda states, switches: None).runs
    assert counted == every_run(of(arena, scheme, name))
    assert runs in (None, counted)


@pytest.mark.parametrize("scheme", ["vma-count", "vma-count-partial", "nr-pages-mapped", "mm-owners"])
@pytest.mark.parametrize("race", BATTERY, ids=lambda race: race.name)
def test_a_broken_schedule_breaks_the_scheme_when_it_is_run_by_itself(arena, scheme, race):
    found = of(arena, scheme, race.name).decided(lambda states, switches: None)
    if found.outcome == "holds":
        return
    again = of(arena, scheme, race.name).replayed(found.schedule)
    assert (again.outcome, again.reasons) == ("broken", found.reasons)


def test_some_schedules_are_broken(arena):
    """So that the test above says something."""
    assert of(arena, "vma-count", "two-tables").decided(lambda states, switches: None).schedule


def test_a_search_that_tells_a_lie_is_noticed(arena, monkeypatch):
    honest = arenas.explore

    def lying(*args, **options):
        found = honest(*args, **options)
        found.reasons = ("something that is not so",)
        return found

    monkeypatch.setattr(arenas, "explore", lying)
    told = of(arena, "vma-count", "two-tables").decided(lambda states, switches: None)
    assert "does not do the same when it is run again" in told.reasons[0]


@pytest.mark.parametrize("lie", [search.DEADLOCK, search.LIVELOCK])
def test_a_lock_that_nobody_waits_for_is_noticed(arena, monkeypatch, lie):
    honest = arenas.explore

    def lying(machine, judge, limits, *rest):
        found = honest(machine, lambda m, s: (lie,), limits, *rest)
        found.reasons = (lie,)
        return found

    monkeypatch.setattr(arenas, "explore", lying)
    monkeypatch.setattr(arenas, "loop_from", lambda machine, state: "")
    told = of(arena, "vma-table-count", "two-tables").decided(lambda states, switches: None)
    if lie == search.LIVELOCK:
        assert "does not do the same when it is run again" in told.reasons[0]
    else:  # every CPU is done, so none can go on: the replay cannot contradict
        assert told.outcome == "broken"


def test_a_schedule_that_cannot_be_made_again_is_the_schemes_doing(catalog, arena):
    class Tired(type(catalog.scheme("vma-count"))):
        """Does less from the twentieth time on."""

        name = "tired"

        def unmap_ptes(self, folio, pages, vma):
            asked.append(folio)
            if len(asked) < 20:
                yield self._mapcount.inc(folio)
                yield self._mapcount.dec(folio)
            return (yield from super().unmap_ptes(folio, pages, vma))

    asked = []
    race = race_named("two-tables")
    told = arena(Tired(), race.setup, *race.cpus).decided(lambda states, switches: None)
    assert told.outcome == "broken"
    assert told.reasons == (
        "tired does not do the same when it is run again: it keeps something outside its counters",
    )
    assert len(told.schedule) == len(told.moves)


def polite(catalog):
    class Polite(type(catalog.scheme("per-page"))):
        """Two CPUs, each of which lets the other go first, for ever, once both are there."""

        name = "polite"

        def unmap_ptes(self, folio, pages, vma):
            mapcount = yield self._mapcount.add(folio, 1, 0)
            while mapcount != 2:
                yield self._mapcount.add(folio, -1, 0)
                mapcount = yield self._mapcount.add(folio, 1, 0)
            yield self._mapcount.add(folio, -2, 0)
            return NOTHING

    return Polite()


def test_cpus_that_step_for_ever_are_a_livelock(catalog, decided):
    told = decided(polite(catalog), ONE_TABLE, "A dontneed r 0 1", "B dontneed r 0 1")
    assert (told.outcome, told.reasons) == ("broken", (LIVELOCK,))
    assert told.schedule
    assert not any(move.ended for move in told.moves[-3:]), "it ends where nobody is done"


def test_who_waits_for_another_is_no_livelock(decided):
    """The lock of mm-owners spins, and there is always a way on."""
    assert decided("mm-owners", ONE_TABLE, "A dontneed r", "B dontneed r").reasons == ()


def test_an_interrupt_leaves_what_was_covered(arena, monkeypatch):
    made = of(arena, "nr-pages-mapped", "split-split-unmap")

    def interrupted(call, late, *, seconds):
        made.found.states, made.found.switches = 17, 3
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(arenas, "ended_when", interrupted)
    told = made.decided(lambda states, switches: None)
    assert (told.outcome, told.interrupted, told.states, told.switches) == ("unfinished", True, 17, 2)


def test_a_bound_of_states_says_which_switches_were_covered(arena):
    whole = of(arena, "nr-pages-mapped", "split-split-unmap").decided(lambda states, switches: None)
    assert whole.outcome == "holds"
    told = of(arena, "nr-pages-mapped", "split-split-unmap", states=20).decided(lambda states, switches: None)
    assert (told.outcome, told.switches) == ("unfinished", 0)
    assert 20 < told.states < whole.states


def test_the_first_schedule_has_the_fewest_switches(catalog, arena):
    """Held against every schedule of the race, one by one, by breadth."""
    made = arena(
        swapped_lines(catalog)(), race_named("split-unmap").setup, "A splitpmd r", "B exit", kernel="6.1"
    )
    assert made.decided(lambda states, switches: None).switches == 2
    sharing = on(made, lambda machine: (explore(machine, lambda m, s: (), Limits()), machine.sharing)[1])
    for first in "ab":
        other = "b" if first == "a" else "a"
        lengths = [n for n in range(1, 40) if (done(made, sharing, first * n)) is not None]
        for before in range(max(lengths) + 1):  # one switch: some of one CPU, all of the other, and no more
            moves = runs_to_end(made, sharing, first * before, other)
            if moves and {move.cpu for move in moves if move.ended} == {"a", "b"}:
                assert made.judge.reasons(moves[-1].memory) == ()


def done(made, sharing, schedule):
    try:
        return list(replayed(made.kernel, made.tasks, made.watch, sharing, schedule))
    except UsageError:
        return None


def runs_to_end(made, sharing, schedule, cpu):
    moves = done(made, sharing, schedule)
    while moves is not None and (after := done(made, sharing, schedule + cpu)) is not None:
        schedule, moves = schedule + cpu, after
    return moves
