"""Paused generators are told apart wherever they can still do different things."""

from __future__ import annotations

import pytest

from mmtui.race import program
from mmtui.race.battery import BATTERY
from mmtui.race.frozen import Freezer, Opaque

from .conftest import HUGE, ONE_TABLE


def stopped(freezer, make, *answers):
    """Return where a new generator stands after these answers."""
    generator = make()
    next(generator)
    for answer in answers:
        generator.send(answer)
    place = freezer.paused(generator)
    generator.close()
    return place


def on_the_stack():
    yield 10 * (yield "a") + (yield "b")
    yield "end"


def counted():
    for _ in range(3):
        yield "again"


def equal_items():
    for (_a,) in [(0,), (0,)]:
        yield "again"


def unset():
    if (yield "a"):
        before = 5  # noqa: F841
    else:
        after = 5  # noqa: F841
    yield "b"


def one_list_or_two():
    first = second = []
    if (yield "a"):
        second = []
    yield "b"
    first.append(1)
    yield len(second)


def in_a_closure():
    held = yield "a"

    def inner():
        return held

    yield "b"
    yield inner()


def inner_function():
    def one():
        return 1

    def two():
        return 2

    chosen = (one, two)[(yield "a")]
    del one, two
    yield "b"
    yield chosen()


def bound_to():
    chosen = [[], [7]][(yield "a")].copy
    yield "b"
    yield chosen()


def delegated():
    yield from (counted() if (yield "a") else equal_items())


def number_kinds():
    held = (1, True, 1.0, 0.0, -0.0)[(yield "a")]
    yield "b"
    yield held


def empty_ranges():
    held = (range(0), range(5, 5))[(yield "a")]
    yield "b"
    yield held.start


@pytest.mark.parametrize(
    ("make", "one", "other"),
    [
        (on_the_stack, (1,), (2,)),
        (counted, (), (None,)),
        (equal_items, (), (None,)),
        (unset, (0,), (1,)),
        (one_list_or_two, (0,), (1,)),
        (in_a_closure, (0,), (1,)),
        (inner_function, (0,), (1,)),
        (bound_to, (0,), (1,)),
        (delegated, (0,), (1,)),
        (number_kinds, (0,), (1,)),
        (number_kinds, (0,), (2,)),
        (number_kinds, (3,), (4,)),
        (empty_ranges, (0,), (1,)),
    ],
)
def test_generators_that_can_do_different_things_stand_at_different_places(make, one, other):
    freezer = Freezer()
    assert stopped(freezer, make, *one) != stopped(freezer, make, *other)


@pytest.mark.parametrize(
    ("make", "answers"),
    [(on_the_stack, (1,)), (counted, (None,)), (equal_items, (None,)), (unset, (0,)), (bound_to, (1,))],
)
def test_generators_that_do_the_same_stand_at_one_place(make, answers):
    freezer = Freezer()
    assert stopped(freezer, make, *answers) == stopped(freezer, make, *answers)


def test_what_is_no_longer_needed_is_forgotten():
    def forgetful():
        yield 0 * (yield "a")
        yield "b"

    freezer = Freezer()
    assert stopped(freezer, forgetful, 1, None) == stopped(freezer, forgetful, 2, None)


def test_what_nobody_can_compare_is_refused():
    def holds_something():
        held = object()
        yield "a"
        yield held

    with pytest.raises(Opaque):
        stopped(Freezer(), holds_something)


NAMES = ("two-tables", "two-tables-map", "halves", "split-unmap", "split-zap", "map-unmap", "unmap-map-pmd")
SMALL = tuple(race for race in BATTERY if race.name in NAMES)
SCHEMES = ("double-map", "nr-pages-mapped", "large-mapcount", "per-page")
PROPOSALS = ("vma-count", "vma-count-partial", "vma-table-count", "zero-one-two-many")
"""All but those with a spin lock: who spins has ever new histories, so they never end without merging."""


@pytest.mark.parametrize("scheme", SCHEMES + PROPOSALS)
def test_merged_positions_come_to_the_verdict_of_whole_histories(decided, monkeypatch, scheme):
    def opaque(freezer, generator):
        raise Opaque

    merged = [verdict_of(decided, scheme, race) for race in SMALL]
    monkeypatch.setattr(program.Freezer, "paused", opaque)
    whole = [verdict_of(decided, scheme, race) for race in SMALL]
    assert merged_words(merged) == merged_words(whole)
    fewer = [one.states < other.states for one, other in zip(merged, whole, strict=True)]
    assert any(fewer) or scheme not in SCHEMES


def verdict_of(decided, scheme, race):
    return decided(scheme, race.setup, *race.cpus, pages=race.pages_per_pmd, states=20_000, seconds=20)


def merged_words(verdicts):
    # in a race that holds the switches are those of the longest way to a state, and states differ
    return [(v.outcome, v.switches if v.schedule else None, v.reasons, v.runs) for v in verdicts]


def test_a_question_has_merged_positions_too(decided, monkeypatch):
    cpus = "B dontneed r 0 2", "ask page-mapcount 1"
    merged = [decided("per-page", ONE_TABLE, *cpus), decided("double-map", HUGE, "A splitpmd r", cpus[1])]

    def opaque(freezer, generator):
        raise Opaque

    monkeypatch.setattr(program.Freezer, "paused", opaque)
    whole = [decided("per-page", ONE_TABLE, *cpus), decided("double-map", HUGE, "A splitpmd r", cpus[1])]
    assert merged_words(merged) == merged_words(whole)
