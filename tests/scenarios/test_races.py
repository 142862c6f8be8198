from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mmtui.catalog import Catalog
from mmtui.game.check import check_scenario
from mmtui.game.racing import decided, grade_race
from mmtui.game.trial import Trial, prepare
from mmtui.game.verdict import Outcome
from mmtui.scenario import Scenario, load

FILE = Path(__file__).with_name("two-tables.mmtui.toml")


@pytest.fixture
def trial(catalog: Catalog) -> Trial:
    return prepare(load(FILE), catalog)


@pytest.mark.parametrize(
    ("schedule", "outcome"),
    [
        ("abbbaa", Outcome.SOLVED),
        ("a b b b a a", Outcome.SOLVED),
        ("ABBBAA", Outcome.SOLVED),
        ("aabbb", Outcome.NOT_YET),
        ("ab", Outcome.UNREAD),
        ("abx", Outcome.UNREAD),
        ("ccc", Outcome.UNREAD),
        ("aaaaaaaa", Outcome.UNREAD),
        ("", Outcome.UNREAD),
        ("holds", Outcome.NOT_YET),
    ],
)
def test_a_schedule_is_worth_what_it_leads_to(trial: Trial, schedule: str, outcome: Outcome) -> None:
    assert grade_race(trial, trial.scenario.steps[0], schedule).outcome is outcome


def test_the_search_is_asked_once(trial: Trial) -> None:
    step = trial.scenario.steps[0]
    assert decided(trial, step) is decided(trial, step)
    assert decided(trial, step).outcome == "broken"
    assert grade_race(trial, step, decided(trial, step).schedule).outcome is Outcome.SOLVED


def test_the_example_is_as_it_says(catalog: Catalog) -> None:
    assert check_scenario(load(FILE), catalog) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('prompt = "Break it."', 'prompt = "x"\nwanted = "holds"', 'the search says "broken"'),
        ('"A dontneed r 2 4"]', '"A dontned r 2 4"]', "dontned"),
        ('[[0, "holds"]]', '[[0, "holds"], [0, "ab"]]', "it is right or no schedule"),
        ('"abbbaa"]\n', '"aabbb"]\n', "is not solved by aabbb"),
        ('[[0, "holds"]]', '[[0, "aabbb"]]', 'nothing says that "holds" is refused'),
    ],
)
def test_what_is_wrong_with_a_race_is_said(
    tmp_path: Path, catalog: Catalog, old: str, new: str, said: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / FILE.name
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert said in "\n".join(map(str, check_scenario(load(path), catalog)))


def test_a_question_about_an_exercise_is_checked_like_any_other(
    shipped: dict[str, Scenario], catalog: Catalog
) -> None:
    """An exercise is in no list of schemes, and so its questions were passed over."""
    scenario = shipped["two-lines-swapped"]
    right = scenario.solution
    wrong = replace(right, steps=(0, *right.steps[1:-1], "bbaaaaaaa"))
    said = "\n".join(map(str, check_scenario(replace(scenario, solution=wrong), catalog)))
    assert "the run says 1, [solution] says 0" in said
    assert "is not solved by bbaaaaaaa" in said


def test_a_scheme_that_cannot_race_wins_no_race(tmp_path: Path, catalog: Catalog) -> None:
    """It is broken, but not by the player, and not as the author means it."""
    path = tmp_path / FILE.name
    text = FILE.read_text(encoding="utf-8").replace('"vma-count"', '"vma-count-any-entry"')
    path.write_text(text, encoding="utf-8")
    scenario = load(path)
    (problem,) = check_scenario(scenario, catalog)
    assert "the race cannot be run: vma-count-any-entry" in str(problem)
    trial = prepare(scenario, catalog)
    for answer in ("abbbaa", "holds"):
        verdict = grade_race(trial, scenario.steps[0], answer)
        assert verdict.outcome is Outcome.TOOL_ERROR
        assert "scans for any entry" in verdict.lines[0]
