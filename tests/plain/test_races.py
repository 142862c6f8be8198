"""A race in the plain game: CPUs step by their letters, and the schedule is the answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mmtui.game.session import Session
from mmtui.game.trial import prepare
from mmtui.plain.diary import Diary
from mmtui.plain.game import play
from mmtui.plain.resume import resumed
from mmtui.scenario import load

FILE = Path(__file__).parent.parent / "scenarios" / "two-tables.mmtui.toml"


@pytest.fixture
def scenario():
    return load(FILE)


@pytest.fixture
def played(catalog, progress, scenario):
    """Play lines, going on where the record says; return the exit code and what came after the opening."""

    def played(*lines: str, of=scenario) -> tuple[int, list[str]]:
        said: list[str] = []
        begins = resumed(Session.begin(prepare(of, catalog)), progress)

        def typed():
            said.clear()
            yield from lines

        code = play(begins.session, typed(), said.append, Diary(progress, said.append))
        return code, said

    return played


@pytest.fixture
def asked(scenario):
    """The scenario with its race changed."""

    def asked(**change):
        step = scenario.steps[0]
        return replace(scenario, steps=(replace(step, ask=replace(step.ask, **change)),))

    return asked


def test_the_question_says_what_each_cpu_does(played) -> None:
    said = played("")[1]
    assert "CPU a: A dontneed r 0 2." in said
    assert "CPU b: A dontneed r 2 4." in said


def test_a_few_letters_say_what_each_step_did_and_the_next_ones_go_on(played) -> None:
    said = played("a", "bb")[1]
    steps = [line for line in said if line.startswith("Step ")]
    assert [line.split(":")[0] for line in steps] == ["Step 1, CPU a", "Step 2, CPU b", "Step 3, CPU b"]
    assert said[-1] == "Schedule so far: abb."


def test_letters_are_cpus_and_no_commands(played) -> None:
    """b is the name of a CPU, and short for back."""
    assert played("b")[1][-1] == "Schedule so far: b."
    assert any(line.startswith("After operation") for line in played("undo", "back")[1])


@pytest.mark.parametrize("lines", [("abbbaa",), ("a", "b b b", "AA"), ("ab", "b", "undo", "bb", "aa")])
def test_a_schedule_that_breaks_the_scheme_solves_it_however_it_is_typed(played, progress, lines) -> None:
    code, said = played(*lines)
    assert code == 0
    assert "Right. It is broken, with 2 context switches." in said
    assert [(answer.text, answer.outcome) for answer in progress.answers()] == [("abbbaa", "solved")]


def test_a_schedule_that_does_not_is_an_answer_and_can_be_taken_back(played, progress) -> None:
    code, said = played("aabbb", "undo 4", "bbbaa")
    assert "Not yet: after this schedule the scheme still tells the truth." in said
    assert "Schedule so far: a." in said
    assert code == 0
    assert [answer.text for answer in progress.answers()] == ["aabbb", "abbbaa"]


def test_a_step_that_cannot_be_done_is_said_and_nothing_is_done(played, progress) -> None:
    said = played("aab", "ba", "replay")[1]
    assert "Step 5 of the schedule: CPU a is done; the CPUs are a, b." in said
    assert said[-1] == "Schedule so far: aab."
    assert progress.answers() == ()


def test_a_cpu_that_waits_says_for_what(played, asked) -> None:
    locked = asked(cpus=("A dontneed r 0 2 locked", "A dontneed r 2 4 locked"))
    assert "Step 2 of the schedule: CPU b waits for folio_lock of L0." in played("a", "b", of=locked)[1]


def test_undo_says_when_there_is_nothing(played) -> None:
    assert played("undo")[1] == ["There is nothing to take back."]
    assert played("ab", "undo 99", "replay")[1][-2:] == ["No CPU has made a step yet."] * 2


def test_show_me_plays_the_shortest_and_counts_as_all_hints(played, progress) -> None:
    code, said = played("a", "show me", "replay")
    assert code == 1
    assert "This counts as all 2 hints of the question." in said
    assert [line.split(":")[0] for line in said if line.startswith("Step 6")] == ["Step 6, CPU a"]
    assert "Schedule: abbbaa.  Your own is as it was; to answer, step the CPUs yourself." in said
    assert said[-1] == "Schedule so far: a."
    assert progress.hints("two-tables") == {(0, 0), (0, 1)}
    assert progress.answers() == ()


def test_show_me_where_nothing_breaks_it_says_so(played, asked) -> None:
    locked = asked(cpus=("A dontneed r 0 2 locked", "A dontneed r 2 4 locked"), wanted="holds")
    assert any(line.startswith("No schedule breaks it: ") for line in played("show me", of=locked)[1])
    assert played("holds", of=locked)[0] == 0


def test_a_race_the_other_way_round_is_said_to_be(played, asked) -> None:
    assert any("counted after its entry is set" in line for line in played("", of=asked(swapped=True))[1])
    assert any("Nobody takes ptl." in line for line in played("", of=asked(without=("ptl",)))[1])


def test_steps_are_there_again_after_a_crash(played) -> None:
    played("abb", "undo")
    assert played("replay")[1] == ["Schedule so far: ab."]
    assert played("bbaa")[0] == 0


@pytest.mark.parametrize("line", ["", "   ", "what?", "abd", "show him", "undo one", "a1"])
def test_nonsense_costs_nothing(played, progress, line) -> None:
    code, said = played(line, "replay")
    assert code == 1
    assert said[-1] == "No CPU has made a step yet."
    assert progress.answers() == ()
