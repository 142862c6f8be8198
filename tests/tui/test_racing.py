"""The player says which CPU steps; the schedule is the answer, and it is kept."""

from pathlib import Path

import pytest

FILE = Path(__file__).parents[1] / "scenarios" / "two-tables.mmtui.toml"


@pytest.fixture
def race(course: Path) -> Path:
    path = course / FILE.name
    path.write_text(FILE.read_text())
    return path


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_race_is_won_by_keys(play, race, progress, size):
    async with play(race, size=size) as game:
        await game.press("enter")
        assert "CPU a: A dontneed r 0 2" in game.text
        await game.press(*"abb")
        assert "schedule abb" in game.text
        assert "_mapcount means " in game.text
        assert ">     if len(pages) < folio.nr_pages" in game.text
        await game.press(*"baa")
        assert "Right. It is broken, with 2 context switches." in game.text
        await game.press("enter")
        assert "Enter: what it teaches." in game.text
    assert [(answer.text, answer.outcome) for answer in progress.answers()] == [("abbbaa", "solved")]


async def test_no_word_is_cut_in_the_narrow_column(play, race):
    async with play(race, size=(60, 20)) as game:
        await game.press("enter", *"hhw")
        shown = " ".join(row.rpartition("│")[2].strip() for row in game.text.splitlines())
        assert "as the statistics have it: " in shown


async def test_a_step_can_be_taken_back_and_a_cpu_that_is_done_steps_no_more(play, race):
    async with play(race) as game:
        await game.press("enter", *"aa", "backspace")
        assert "schedule a " in game.text
        await game.press(*"aaa")
        assert "CPU a is done" in game.text
        await game.press("c")
        assert "There is no CPU c." in game.text


async def test_a_schedule_that_breaks_nothing_is_said_and_can_be_taken_back(play, race, progress):
    async with play(race) as game:
        await game.press("enter", *"aabbb")
        assert "Not yet: after this schedule the scheme still tells the truth." in game.text
        await game.press("backspace")
        assert "schedule aabb " in game.text
    assert [answer.outcome for answer in progress.answers()] == ["not-yet"]


async def test_space_runs_to_the_end(play, race):
    async with play(race) as game:
        await game.press("enter", "space")
        assert "is done" in game.text
        assert "Not yet" in game.text


async def test_who_says_that_it_holds_is_told_that_it_does_not(play, race, progress):
    async with play(race) as game:
        await game.press("enter", "n")
        assert "Not yet: there is an order of steps that breaks it." in game.text
    assert [answer.text for answer in progress.answers()] == ["holds"]


async def test_show_me_plays_the_shortest_and_counts_as_all_hints(play, race, progress):
    async with play(race) as game:
        await game.press("enter", "a", "w", "2", "enter")
        assert "schedule abbbaa" in game.text
        await game.press("q")
        assert "schedule a " in game.text
        assert "Hint 2: A." in game.text
    assert len(progress.hints("two-tables")) == 2


async def test_show_me_asks_first_and_no_costs_nothing(play, race, progress):
    async with play(race) as game:
        await game.press("enter", "a", "w")
        assert "show the shortest schedule that breaks it?" in game.text
        await game.press("enter")
        assert "schedule a " in game.text
        assert "Hint 1" not in game.text
    assert len(progress.hints("two-tables")) == 0


async def test_who_has_read_all_hints_is_shown_it_at_once(play, race):
    async with play(race) as game:
        await game.press("enter", "h", "h", "w")
        assert "schedule abbbaa" in game.text


async def test_the_schedule_is_there_again_in_the_next_game(play, race):
    async with play(race) as game:
        await game.press("enter", *"ab", "q")
        assert "question 1 of 1" in game.text
    async with play(race) as game:
        await game.press("enter")
        assert "schedule ab " in game.text
