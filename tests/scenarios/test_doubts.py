"""What is worth a second look in a scenario with which nothing is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mmtui.game.doubts import doubts, numbers_in
from mmtui.scenario import PredictAsk, Solution, load


@pytest.fixture
def doubted(shipped, catalog):
    """Change one step of a scenario and return the doubts about it."""

    def doubted(name, step, **change):
        scenario = shipped[name]
        steps = list(scenario.steps)
        steps[step] = replace(steps[step], **change)
        return doubts(replace(scenario, steps=tuple(steps)), catalog)

    return doubted


def test_an_answer_in_its_own_prompt(doubted):
    (doubt,) = doubted("five-hundred-thirteen", 1, prompt="Why does it cost 513 atomics?")
    assert doubt.sentence == "question 2: the answer stands in the prompt; say it in other words"


def test_a_doubt_has_the_line_of_the_text_that_it_is_about(doubted, shipped):
    scenario = shipped["mprotect-the-middle"]
    hints = ("There are 7 of them.", "Page 7 has none.")
    (doubt,) = doubted("mprotect-the-middle", 1, hints=hints)
    line = scenario.source.splitlines()[doubt.line - 1]
    assert line[doubt.column - 1 :].startswith('"Count the pages of L0')
    assert (doubt.file, doubt.key) == (str(scenario.path), "step[1].hints[0]")


def test_an_answer_in_the_first_hint(doubted):
    (doubt,) = doubted("mprotect-the-middle", 1, hints=("There are 7 of them.", "Page 7 has none."))
    assert "question 2: the answer stands in the first hint" in doubt.message


def test_an_answer_in_a_later_hint_is_what_hints_are_for(doubted):
    assert doubted("mprotect-the-middle", 1, hints=("Count the pages.", "There are 7 of them.")) == ()


@pytest.mark.parametrize("text", ["Which is it, C exit or A exit?", "Is it operation 10?"])
def test_an_operation_in_its_own_prompt(doubted, text):
    (doubt,) = doubted("last-unmap-doublemap", 3, prompt=text)
    assert "question 4: the answer stands in the prompt" in doubt.message


@pytest.mark.parametrize("text", ["Is it 0 or 1 now?", "Page 0 was mapped once, and is stored as 0."])
def test_small_numbers_stand_in_most_sentences(doubted, text):
    assert doubted("last-unmap-doublemap", 2, prompt=text) == ()


def test_yes_and_no_stand_in_every_question(doubted):
    shared = PredictAsk("says", "shared", folio="L0")
    assert doubted("mprotect-the-middle", 3, ask=shared, prompt="Does it say yes or no?") == ()


def test_no_wrong_answer_is_listed(shipped, catalog):
    scenario = shipped["last-unmap-doublemap"]
    steps = tuple(replace(step, wrong=()) for step in scenario.steps)
    bare = replace(scenario, steps=steps, solution=Solution(scenario.solution.steps, ()))
    found = doubts(bare, catalog)
    assert len(found) == 4
    assert all("no wrong answer is listed" in doubt.message for doubt in found)
    headers = [nr for nr, text in enumerate(scenario.source.splitlines(), 1) if text == "[[step]]"]
    assert [doubt.line for doubt in found] == headers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("There are 7 entries, and 3 VMAs.", {7, 3}),
        ("Stored as -1, which is 0.", {-1, 0}),
        ("Pages 2, 3 and 4 of L0 and s12; page 300.", set()),
        ("Operations 5 to 7, step 4, question 5, Linux 6.1 and 4.5.", set()),
        ("A mprotect r 2 5 ro costs 18.", {18}),
        ("rw-[0,8) has 8 pages.", {0, 8}),
    ],
)
def test_numbers_that_only_say_where_are_no_answers(text, numbers):
    assert numbers_in(text, ["A mprotect r 2 5 ro", "A mprotect r"]) == numbers


def test_an_operation_that_the_kernel_refuses(doubts_with):
    (doubt,) = doubts_with("B write r 2 3\n")
    assert doubt.message == "operation 6, B write r 2 3, fails: SIGSEGV"
    assert doubt.help == "correct it; if it is meant to fail, say so behind it: # SIGSEGV"
    assert Path(doubt.file).read_text().splitlines()[doubt.line - 1] == "B write r 2 3"


def test_an_operation_that_is_meant_to_fail_says_so(doubts_with):
    assert doubts_with("B write r 2 3  # SIGSEGV, as it may only read\n") == ()


@pytest.fixture
def doubts_with(tmp_path, catalog):
    """Return the doubts about the example with one more operation, after B's mprotect."""
    example = Path(__file__).parents[1] / "plain" / "example.mmtui.toml"

    def doubts_with(op):
        path = tmp_path / "fails.mmtui.toml"
        path.write_text(example.read_text().replace("B munmap r 3 4\n", f"{op}B munmap r 3 4\n", 1))
        return doubts(load(path), catalog)

    return doubts_with
