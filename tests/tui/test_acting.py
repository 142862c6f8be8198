"""A goal is reached by operations of the player's own, typed or picked, with undo, redo and branches."""

from pathlib import Path

import pytest

FILE = Path(__file__).parents[1] / "scenarios" / "two-owners.mmtui.toml"
TO_THE_ACT = ("enter", "1", "enter", "enter")


def typed(text: str) -> tuple[str, ...]:
    return tuple("space" if letter == " " else letter for letter in text)


@pytest.fixture
def act(course: Path) -> Path:
    path = course / FILE.name
    path.write_text(FILE.read_text())
    return path


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_a_goal_is_reached_by_typing(play, act, progress, size):
    async with play(act, size=size) as game:
        await game.press(*TO_THE_ACT)
        assert "[x] The number of entries that map page 2" in game.text
        assert "[ ] The number of entries that map page 3" in game.text
        await game.press("enter", *typed("A fork B"), "enter")
        assert "[ ] The number of entries that map page 2" in game.text
        assert "[x] The number of entries that map page 3" in game.text
        await game.press(*typed("B write r 2 3"), "enter")
        assert "Right. The goal holds after 2 operations" in game.text
    assert [answer.text for answer in progress.answers()] == ["1", "A fork B; B write r 2 3"]
    assert "two-owners" in progress.solved()


async def test_the_empty_field_shows_an_operation_that_can_be_done_here(play, act):
    async with play(act) as game:
        await game.press(*TO_THE_ACT, "enter")
        assert "such as A fork B   (" in game.text


async def test_who_does_not_type_picks(play, act):
    async with play(act) as game:
        await game.press(*TO_THE_ACT, "o")
        assert "2 B write r 2 3" in game.text
        await game.press("enter", "o", "2", "enter")
        assert "Right. The goal holds after 2 operations" in game.text


async def test_what_is_typed_is_completed_and_remembered(play, act):
    async with play(act) as game:
        await game.press(*TO_THE_ACT, "enter", *typed("A f"))
        await game.press("right", "enter")
        assert "1 operation, par 2" in game.text
        assert "4 A fork B" in game.text
        await game.press("up")
        assert game.app.screen.query_one("#answer").value == "A fork B"
        await game.press("down")
        assert game.app.screen.query_one("#answer").value == ""


async def test_a_mistake_is_said_below_the_goal_and_stays_to_be_mended(play, act, progress):
    async with play(act) as game:
        await game.press(*TO_THE_ACT, "enter", *typed("A frok B"), "enter")
        assert "did you mean fork?" in game.text
        assert game.app.screen.query_one("#answer").value == "A frok B"
        assert "0 operations, par 2" in game.text
    assert [answer.outcome for answer in progress.answers()] == ["solved"]


async def test_undo_redo_and_a_branch_in_the_past(play, act):
    async with play(act) as game:
        await game.press(*TO_THE_ACT, "o", "enter", "u")
        assert "0 operations, par 2" in game.text
        await game.press("u")
        assert "There is nothing to take back." in game.text
        await game.press("U")
        assert "1 operation, par 2" in game.text
        await game.press("U")
        assert "Nothing was taken back." in game.text
        await game.press("o", "3", "enter", "left", "o", "3", "enter")
        assert "2 operations, par 2" in game.text
        assert "5 B exit" in game.text


async def test_what_was_done_is_there_again_in_the_next_game(play, act):
    async with play(act) as game:
        await game.press(*TO_THE_ACT, "o", "enter")
    async with play(act) as game:
        assert "1 operation, par 2" in game.text
        assert ">4 A fork B" in game.text


async def test_elsewhere_the_keys_of_an_act_do_what_they_can(play, scenario):
    async with play(scenario) as game:
        await game.press("o")
        assert "This question is not answered by operations of your own." in game.text
        await game.press("u")
        assert "operation 3/9" in game.text


async def test_what_the_kernel_refuses_is_said_and_can_be_taken_back(play, act):
    act.write_text(act.read_text().replace('"dontneed"]', '"dontneed", "mprotect"]'))
    async with play(act, size=(80, 24)) as game:
        await game.press(*TO_THE_ACT, "enter", *typed("A mprotect r ro"), "enter")
        assert "refused" not in game.text
        await game.press(*typed("A write r"), "enter")
        assert "A write r: SIGSEGV at page 0. The kernel refused it; u takes it back." in game.text
        await game.press(*typed("A wrte r"), "enter")
        assert "did you mean write?" in game.text
        assert "refused" not in game.text
        await game.press(*["backspace"] * len("A wrte r"))
        await game.press(*typed("A fork B"), "enter")
        assert "refused" not in game.text
