from __future__ import annotations

import pytest

from mmtui.catalog import Catalog, Sources, bundled, load_catalog
from mmtui.errors import UsageError
from mmtui.game.answers import right_answer
from mmtui.game.grading import Outcome, grade
from mmtui.game.session import Session
from mmtui.practice.numbers import CHAPTERS, LEVELS, Number, number_in
from mmtui.practice.problem import problem
from mmtui.practice.streak import next_number, streak_of
from mmtui.practice.topics import TOPICS
from mmtui.progress import Answer


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(Sources(bundled("plugins")), budget=60.0)


EVERY = [Number(chapter, level, seed) for chapter in TOPICS for level in LEVELS for seed in (1, 2, 99)]

FOR_EVER = [
    "proc A",
    "A mmap r anon 8",
    "A write r",
    "A mprotect r 1 4 ro",
    "A munmap r 1 3",
    "A fork B",
    "A dontneed r 0 1",
    "A dontneed r 0 1",
    "B mprotect r 0 1 ro",
    "A exit",
    "B exit",
]
ASKED = [("predict", 10, "L0", 7), ("find", None, "L0", 7)]


@pytest.mark.parametrize("number", EVERY, ids=str)
def test_every_problem_can_be_played_to_its_end(number: Number, catalog: Catalog) -> None:
    session = Session.begin(problem(number, catalog))
    while session.question is not None:
        start = session.cursor
        right = right_answer(session.trial.timeline(), session.question)
        assert not session.by_pointing or right.number > start, "the player stands on the answer"
        session = session.answered(str(right.number)).gone_on()
    assert session.solved


@pytest.mark.parametrize("number", EVERY[::7], ids=str)
def test_a_prediction_is_about_something_that_changes(number: Number, catalog: Catalog) -> None:
    trial = problem(number, catalog)
    step = trial.scenario.steps[0]
    assert step.at is not None
    right = right_answer(trial.timeline(), step)
    assert "before it was" in grade(trial, 0, str(right.number)).lines[0]


def test_the_same_number_is_the_same_problem_for_ever(catalog: Catalog) -> None:
    trial = problem(Number(3, 2, 7), catalog)
    assert [str(op) for op in trial.ops] == FOR_EVER
    assert [(step.kind, step.at, step.ask.folio, step.ask.page) for step in trial.scenario.steps] == ASKED


def test_other_seeds_are_other_problems(catalog: Catalog) -> None:
    assert len({tuple(map(str, problem(Number(3, 2, seed), catalog).ops)) for seed in range(30)}) > 25


@pytest.mark.parametrize("number", [Number(0, 1, 1), Number(9, 1, 1), Number(3, 0, 1), Number(3, 6, 1)])
def test_what_there_is_not_is_refused(number: Number, catalog: Catalog) -> None:
    with pytest.raises(UsageError):
        problem(number, catalog)


def test_a_wrong_answer_is_wrong(catalog: Catalog) -> None:
    trial = problem(Number(5, 1, 3), catalog)
    right = right_answer(trial.timeline(), trial.scenario.steps[0]).number
    assert grade(trial, 0, str(right + 1)).outcome is Outcome.NOT_YET


def answer(name: str, outcome: str) -> Answer:
    return Answer(name, "d", 0, "1", outcome, 0, "s", None, "t", "v", "x")


def answers(*pairs: str) -> list[Answer]:
    return [answer(f"practice-{name}", outcome) for name, outcome in (pair.split() for pair in pairs)]


def test_a_streak_ends_with_a_wrong_answer() -> None:
    given = answers("3-1-1 solved", "3-1-2 not-yet", "3-1-2 solved", "3-1-3 solved", "4-1-1 not-yet")
    done = [one.scenario_id for one in given]
    assert streak_of(3, given, done) == 1
    assert streak_of(4, given, []) == 0
    assert streak_of(5, given, done) == 0


def test_a_problem_that_was_not_solved_whole_ends_it() -> None:
    given = answers("3-2-1 solved", "3-2-2 solved")
    assert streak_of(3, given, ["practice-3-2-1"]) == 0
    assert streak_of(3, given, ["practice-3-2-1", "practice-3-2-2"]) == 2


def test_what_was_not_the_players_fault_does_not_count() -> None:
    given = answers("3-1-1 tool-error", "3-1-1 solved")
    assert streak_of(3, given, ["practice-3-1-1"]) == 1


def test_three_in_a_row_raise_the_level() -> None:
    given = answers("3-1-1 solved", "3-1-2 solved", "3-1-3 solved")
    done = [one.scenario_id for one in given]
    assert next_number(3, given[:2], done) == Number(3, 1, 3)
    assert next_number(3, given, done) == Number(3, 2, 1)
    assert next_number(3, given, done, level=1) == Number(3, 1, 4)
    assert next_number(4, given, done) == Number(4, 1, 1)


@pytest.mark.parametrize("text", ["practice-3-2", "practice-3-2-x", "practice-3-2-7-1", "Practice-3-2-7", ""])
def test_what_is_no_number(text: str) -> None:
    assert number_in(text) is None


def test_every_chapter_that_can_be_asked_for_has_problems() -> None:
    assert set(CHAPTERS) == set(TOPICS)
