"""A scheme is named by the counters that it leaves, and the check sees to it that only one fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmtui.game.check import check_scenario
from mmtui.game.grading import Outcome, grade
from mmtui.game.trial import prepare
from mmtui.scenario import Clause, PredictAsk, ScenarioInvalid, Solution, Wrong, load


@pytest.fixture
def named(shipped):
    return shipped["which-kernel-is-this"]


@pytest.fixture
def verdict(named, catalog):
    trial = prepare(named, catalog)
    return lambda number, text: grade(trial, number, text)


@pytest.fixture
def found(named, catalog):
    """What is wrong with the scenario when its first question is another."""

    def found(solution=None, **change):
        steps = (replace(named.steps[0], **change), *named.steps[1:])
        spoiled = replace(named, steps=steps, solution=solution or named.solution)
        return [problem.sentence for problem in check_scenario(spoiled, catalog)]

    return found


def reading(counter, value, page=None):
    return Clause(PredictAsk("counter", counter, folio="L0", page=page), "is", value)


def test_the_scheme_that_fits_is_right(verdict):
    assert verdict(0, " double-map ").outcome is Outcome.SOLVED
    assert verdict(0, "double-map").lines == (
        "It is double-map: all that was read is what double-map leaves.",
    )


def test_another_scheme_is_told_what_it_leaves(verdict):
    outcome, lines, *_ = verdict(0, "mm-owners")
    assert outcome is Outcome.NOT_YET
    assert lines[0] == (
        "Not yet: under mm-owners, the stored _mapcount of page 3 of L0 is 0 after operation 5, "
        "and 1 was read."
    )
    assert lines[1].startswith("There a page counts its PTEs")


@pytest.mark.parametrize("text", ["", "per-page", "double", "1"])
def test_what_is_not_offered_is_no_answer(verdict, text):
    outcome, lines, *_ = verdict(0, text)
    assert outcome is Outcome.UNREAD
    assert lines[0].startswith("Answer with the name of a scheme: ")


def test_a_counter_that_a_scheme_has_not_rules_it_out(named, found):
    ask = replace(named.steps[0].ask, readings=(reading("PG_double_map", 1),))
    assert found(ask=ask) == []


def test_readings_that_fit_several_schemes(named, found):
    ask = replace(named.steps[0].ask, readings=(reading("_mapcount", -1, 300),))
    (problem,) = found(ask=ask)
    assert problem.startswith("question 1: the readings fit no-page-mapcount and vma-count")


def test_readings_that_fit_none(named, found):
    ask = replace(named.steps[0].ask, readings=(reading("_mapcount", 7, 3),))
    (problem,) = found(ask=ask)
    assert problem.startswith("question 1: the readings fit no scheme that is offered")


def test_an_operation_that_is_not_in_the_run(named, found):
    (problem,) = found(ask=replace(named.steps[0].ask, at=99))
    assert problem.startswith("question 1: the readings fit no scheme that is offered")


def test_answers_that_are_wrong_are_told(named, found):
    steps = ("mm-owners", *named.solution.steps[1:])
    (first, *more) = found(solution=Solution(steps, named.solution.reject))
    assert first.startswith("question 1: mm-owners is not-yet: ")
    assert more == []


def test_a_wrong_answer_that_is_right_is_told(found):
    (problem,) = found(wrong=(Wrong("double-map", "It is the one."),))
    assert problem.startswith("question 1: double-map is solved: ")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("page = 3, is = 0 }", "page = 3 }", 'missing key "is" in readings'),
        ("page = 3, is = 0 }", "page = 3, is = true }", '"is" must be'),
        ('counter = "_mapcount", folio = "L0", page = 3, is = 0', 'truth = "mms", is = 0', "truth"),
    ],
)
def test_a_reading_is_a_counter_and_a_number(named, tmp_path, old, new, sentence):
    path = tmp_path / "which.mmtui.toml"
    assert named.source.count(old) == 1
    path.write_text(named.source.replace(old, new))
    with pytest.raises(ScenarioInvalid) as invalid:
        load(path)
    assert any(sentence in problem.sentence for problem in invalid.value.problems), invalid.value.problems
