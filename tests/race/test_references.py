"""Whether anybody but the entries holds a folio, asked while entries go and come (puzzle 31)."""

from __future__ import annotations

import pytest

from mmtui.race.steps import REFERENCES, Place, Reply

from .conftest import HUGE, ONE_TABLE

ALONE = "proc A\nA mmap r anon 4\nA write r\nA mprotect r 0 1 ro\nA mprotect r 0 1 rw"
PINNED = ALONE.replace("A write r", "A write r\nA pin r 0 1")
EXACT = ("per-page", "double-map", "nr-pages-mapped", "large-mapcount", "mm-owners", "total-mapped-pages")
"""Schemes that know the mapcount of a folio, so that it can be compared with the reference count."""
ASK = "ask extra-reference"


@pytest.mark.parametrize("scheme", EXACT)
def test_a_pin_is_never_overlooked_as_long_as_references_go_last(decided, scheme):
    for does in ("A dontneed r 0 1", "A dontneed r", "A exit"):
        assert decided(scheme, PINNED, does, ASK).how_often == "Never"


@pytest.mark.parametrize("scheme", EXACT)
def test_a_pin_is_overlooked_if_references_go_first(decided, scheme):
    verdict = decided(scheme, PINNED, "A dontneed r 0 1", ASK, references_first=True)
    assert verdict.how_often == "Sometimes"
    assert verdict.reasons == ("the answer to extra-reference was true at no moment while it was read",)


def test_without_a_pin_there_is_nothing_to_overlook(decided):
    for order in (False, True):
        assert decided("large-mapcount", ALONE, "A exit", ASK, references_first=order).how_often == "Never"


def alone(race):
    """Return the moves of the first CPU, to its end, while no other steps."""
    schedule = "a"
    while not (moves := race.replayed(schedule).moves)[-1].ended:
        schedule += "a"
    return moves


@pytest.mark.parametrize(("setup", "extra"), [(ALONE, 0), (PINNED, 1), (ONE_TABLE, 0), (HUGE, 0)])
def test_who_asks_while_nothing_happens_is_told_the_truth(arena, setup, extra):
    steps = [done.step for move in alone(arena("large-mapcount", setup, ASK)) for done in move.done]
    assert [step.answer for step in steps if isinstance(step, Reply)] == [extra]


@pytest.mark.parametrize(
    ("setup", "does", "left"),
    [
        (PINNED, "A exit", 1),
        (ALONE, "A exit", 0),
        (PINNED, "A fork B; A exit; B exit", 1),
        (ONE_TABLE, "A exit; B exit", 4),
        (ONE_TABLE, "A dontneed r; A read r", 12),
        ("proc A\nA mmap r anon 4\nA write r\nA pin r 0 4", "A splitpmd r", 5),
        ("proc A\nA mmap r anon 4\nA write r", "A splitpmd r; A exit", 0),
    ],
)
def test_every_reference_of_an_entry_goes_with_it(arena, setup, does, left):
    race = arena("large-mapcount", setup, does, ASK)
    memory = alone(race)[-1].memory
    entries = sum(bits.bit_count() for key, bits in memory.items() if isinstance(key, Place))
    held = race.kernel.ground.held
    assert memory[REFERENCES] == entries + held.cached + held.extra == left


def test_references_are_counted_only_where_somebody_asks(arena):
    for cpus, counted in ((("A exit", ASK), True), (("A exit", "ask mapped"), False), (("A exit",), False)):
        moves = alone(arena("large-mapcount", PINNED, *cpus))
        assert all((REFERENCES in move.memory) == counted for move in moves)
