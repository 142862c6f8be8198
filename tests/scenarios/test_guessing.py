"""The course cannot be solved by guessing."""

from __future__ import annotations

import pytest

from mmtui.catalog import Catalog
from mmtui.game.answers import right_answer
from mmtui.game.grading import Outcome, grade
from mmtui.rng import Pcg32
from mmtui.scenario import BuildAsk, PredictAsk
from tools.guesser import LIMIT, TRIES, Graded, guess, guessed, main, questions, report, share


@pytest.fixture(scope="module")
def asked(catalog: Catalog) -> list[Graded]:
    return questions(catalog)


def test_few_tries_solve_a_question(asked: list[Graded]) -> None:
    tallies = guessed(asked, TRIES)
    assert sum(tally.tries for tally in tallies) == TRIES
    assert 0 < share(tallies) < LIMIT, "\n".join(report(tallies))


def test_it_comes_out_the_same_each_time_and_otherwise_with_another_seed(asked: list[Graded]) -> None:
    once, again, other = (guessed(asked, 200, seed) for seed in (1, 1, 2))
    assert once == again
    assert [tally.solved for tally in once] != [tally.solved for tally in other]


def test_what_is_guessed_is_an_answer(asked: list[Graded]) -> None:
    rng = Pcg32(7, 7)
    for question in asked:
        text = guess(question.trial, question.step, rng)
        if isinstance(question.step.ask, BuildAsk):
            assert text is None
        else:
            assert text is not None
            assert grade(question.trial, question.number, text).outcome in (Outcome.SOLVED, Outcome.NOT_YET)


def test_nothing_that_is_shipped_is_answered_by_yes_or_no(asked: list[Graded]) -> None:
    """Half of all guesses would solve it."""
    for question in asked:
        if isinstance(question.step.ask, PredictAsk):
            assert not right_answer(question.trial.timeline(), question.step).yes_no, question


def test_the_command_prints_what_came_of_it() -> None:
    lines: list[str] = []
    code = main(["30"], lines.append)
    assert lines[-1].endswith(" %")
    solved = int(lines[-1].split()[0])
    assert lines[-1] == f"{solved} of 30 tries solve a question: {100 * solved / 30:.1f} %"
    assert code == (solved / 30 >= LIMIT)
