"""Whether a write may use a page as it is, asked while entries and references go and come (puzzle 31)."""

from __future__ import annotations

import pytest

from mmtui.errors import UsageError
from mmtui.race.steps import REFERENCES, Place, Reply

from .conftest import HUGE, ONE_TABLE

ALONE = "proc A\nA mmap p anon 4\nA write p\nA mremap p to=r skew=2"
"""One process, and two page tables, so that two threads can be at work under two locks."""
PINNED = ALONE.replace("A write p", "A write p\nA pin p 0 1")
PIPED = ALONE.replace("A write p", "A write p\nA vmsplice p 0 1")
SPLIT = "A mprotect r 0 1 ro\nA mprotect r 0 1 rw"
ASKED = ("mm-owners", "total-mapped-pages", "no-page-mapcount", "rmap-ids")
"""Schemes that know the mapcount of a folio, and never call a shared one exclusive."""
GUESS = ("per-page", "double-map", "nr-pages-mapped", "large-mapcount")
"""Those that know the mapcount and guess whether a folio is shared."""
OVERLOOKED = ("the answer to may-reuse was true at no moment while it was read",)
REUSE = "A reuse r 3 4"


@pytest.mark.parametrize("held", [PINNED, PIPED])
@pytest.mark.parametrize("scheme", ASKED)
def test_who_holds_a_folio_is_never_overlooked_as_long_as_references_go_last(decided, scheme, held):
    for does in ("A dontneed r 0 1", "A dontneed r 0 2", "A exit"):
        assert decided(scheme, held, does, REUSE).how_often == "Never"


@pytest.mark.parametrize("scheme", ASKED)
def test_it_is_overlooked_if_references_go_first(decided, scheme):
    verdict = decided(scheme, PINNED, "A dontneed r 0 1", REUSE, references_first=True)
    assert (verdict.how_often, verdict.reasons) == ("Sometimes", OVERLOOKED)


@pytest.mark.parametrize("scheme", ASKED + GUESS)
@pytest.mark.parametrize(
    ("setup", "cpus"),
    [
        (
            f"proc A\nA mmap r anon 4\nA write r\n{SPLIT}\nA vmsplice r 0 1\nA fork B\nA fork D",
            ("B exit", "D fork C", REUSE),
        ),
        (f"proc A\nA mmap r anon 4\nA write r\nA vmsplice r 0 1\nA fork B\n{SPLIT}", ("B splitpmd r", REUSE)),
        ("proc A\nA mmap r anon 4\nA write r\nA vmsplice r 0 1", ("A splitpmd r", REUSE)),
        (f"proc A\nA mmap r anon 4\nA write r\nA pin r 0 1\n{SPLIT}", ("A fork B", REUSE)),
        (f"{PIPED}\nA fork B", ("B exit", "A dontneed r 0 1", REUSE)),
    ],
    ids=["exit-fork", "split-there", "split-here", "fork-here", "exit-dontneed"],
)
def test_other_processes_and_splits_confuse_nobody(decided, scheme, setup, cpus):
    assert decided(scheme, setup, *cpus).how_often == "Never"


@pytest.mark.parametrize("scheme", ASKED + GUESS)
@pytest.mark.parametrize("does", ["B exit", "B munmap r", "B dontneed r", "reclaim"])
@pytest.mark.parametrize("more", ["", "\nA dontneed r 2 4"])
def test_who_unmaps_a_pmd_meanwhile_confuses_nobody(decided, scheme, does, more):
    setup = f"proc A\nA mmap r anon 4\nA write r\nA vmsplice r 1 2\nA fork B\n{SPLIT}{more}"
    assert decided(scheme, setup, does, "A reuse r 1 2").how_often == "Never"


@pytest.mark.parametrize("scheme", GUESS)
def test_who_only_guesses_is_not_asked(arena, scheme):
    race = arena(scheme, PINNED, REUSE)
    assert race.unanswered == "does not know shared for certain"
    assert [
        done.step.answer for move in alone(race) for done in move.done if isinstance(done.step, Reply)
    ] == [None]


def test_without_a_holder_there_is_nothing_to_overlook(decided):
    for first in (False, True):
        verdict = decided("mm-owners", ALONE, "A dontneed r 0 1", REUSE, references_first=first)
        assert verdict.how_often == "Never"


def alone(race):
    """Return the moves of the first CPU, to its end, while no other steps."""
    schedule = "a"
    while not (moves := race.replayed(schedule).moves)[-1].ended:
        schedule += "a"
    return moves


@pytest.mark.parametrize(
    ("setup", "answers"),
    [(ALONE, [1]), (PINNED, [0]), (PIPED, [0]), (f"{HUGE}{SPLIT}", [0]), (f"{ALONE}\nA dontneed r 3 4", []),
     (f"{ALONE}\nA dontneed r 0 3", [0])],
    ids=["alone", "pinned", "piped", "two processes", "not mapped", "last page"],
)  # fmt: skip
def test_a_write_while_nothing_happens_is_told_the_truth(arena, setup, answers):
    steps = [done.step for move in alone(arena("mm-owners", setup, REUSE)) for done in move.done]
    assert [step.answer for step in steps if isinstance(step, Reply)] == answers


@pytest.mark.parametrize(
    ("setup", "does", "left"),
    [
        (PINNED, "A exit", 1),
        (ALONE, "A exit", 0),
        (f"proc A\nA mmap r anon 4\nA write r\nA pin r 0 1\n{SPLIT}", "A fork B; A exit; B exit", 1),
        ("proc A\nA mmap r anon 4\nA write r\nA pin r 0 4", "A splitpmd r", 5),
        ("proc A\nA mmap r anon 4\nA write r", "A splitpmd r; A exit", 0),
    ],
)
def test_every_reference_of_an_entry_goes_with_it(arena, setup, does, left):
    race = arena("large-mapcount", setup, does, REUSE)
    memory = alone(race)[-1].memory
    entries = sum(bits.bit_count() for key, bits in memory.items() if isinstance(key, Place))
    held = race.kernel.ground.held
    assert memory[REFERENCES] == entries + held.cached + held.extra == left


def test_references_are_counted_only_where_somebody_asks(arena):
    for cpus, counted in ((("A exit", REUSE), True), (("A exit", "ask mapped"), False), (("A exit",), False)):
        moves = alone(arena("large-mapcount", PINNED, *cpus))
        assert all((REFERENCES in move.memory) == counted for move in moves)


@pytest.mark.parametrize(
    ("setup", "op", "said"),
    [
        (ONE_TABLE, "A reuse r 0 1", "only pages of anonymous folios are reused"),
        (ALONE, "A reuse r", "a write is to one page; say which: START END, half open"),
        (ALONE, "A reuse r 0 2", "a write is to one page"),
        (ALONE, "ask mapped 0 1", "ask QUESTION [PAGE] [locked]"),
        ("proc A\nA mmap r anon 4\nA write r\nA vmsplice r 0 1\nA munmap r", "A fork Z", "in no process"),
        (ALONE, "ask page-mapcount x", "ask QUESTION [PAGE] [locked]"),
    ],
)
def test_what_cannot_be_asked_is_refused(arena, setup, op, said):
    with pytest.raises(UsageError) as refused:
        arena("mm-owners", setup, op)
    assert said in str(refused.value)
