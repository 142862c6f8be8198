"""The same run under a few schemes: one timeline, the truth first, and where they first part."""

import pytest


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_it_begins_where_a_scheme_first_errs(play, scenario, size):
    async with play(scenario, size=size) as game:
        await game.press("enter", "1", "enter", "enter", "end", "c")
        await game.settle()
        text = game.text
        assert "beside each other: double-map" in text
        assert "truth" in text
        assert "~" in text.partition("so far")[0].partition("truth")[2]


async def test_one_goes_along_the_run_and_to_the_next_divergence(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "1", "enter", "enter", "end", "c")
        await game.settle()
        await game.press("home")
        assert "so far, after 1 of 9 operations" in game.text
        await game.press("right", "right")
        assert "3 A write r" in game.text
        await game.press("end", "d")
        assert "no scheme here says anything untrue after operation 9" in game.text
        await game.press("home", "d")
        first = game.text
        assert "~" in first.partition("so far")[0].partition("nothing new")[2]
        await game.press("D")
        assert "no scheme here says anything untrue before operation" in game.text


async def test_nothing_is_shown_that_a_question_asks(play, scenario):
    async with play(scenario) as game:
        await game.press("c")
        await game.settle()
        await game.press("end")
        assert "of 4 operations" in game.text
        await game.press("q")
        assert "question 1 of 2" in game.text


async def test_schemes_are_taken_in_and_left_out(play, scenario):
    async with play(scenario) as game:
        await game.press("c")
        await game.settle()
        await game.press("s")
        assert "[x] double-map" in game.text
        await game.press("enter")
        await game.settle()
        assert "double-map" not in game.text.partition("─╮")[0]


async def test_the_marks_and_keys_are_explained(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        await game.press("c")
        await game.settle()
        assert "? help" in game.text
        await game.press("question_mark")
        assert "false, and the scheme claims to know it exactly" in game.text
        await game.press("q")
        assert "beside each other: " in game.text


async def test_every_column_is_seen_on_a_small_screen(play, scenario):
    async with play(scenario, size=(60, 20)) as game:
        await game.press("enter", "1", "enter", "enter", "end", "c")
        await game.settle()
        head = next(row for row in game.text.splitlines() if "truth" in row)
        assert head.partition("truth")[2].split()[:3] == ["A", "B", "C"]
        atomics = next(row for row in game.text.splitlines() if " atomics  " in row)
        assert len(atomics.strip("│ ").split()) == 5  # the word, no truth, and a figure for each scheme
