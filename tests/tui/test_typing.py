"""Keys that come faster than the screen can change: a paste, a slow line, a fast typist."""

from string import ascii_letters

import pytest
from textual.events import Key


async def type_ahead(game, *keys):
    """Send keys without waiting for what each of them does."""
    for key in keys:
        game.app.post_message(Key(key, {"slash": "/"}.get(key, key if len(key) == 1 else None)))
    await game.pilot.pause(0.2)


async def test_what_is_typed_right_behind_a_slash_is_searched_for(play):
    async with play(None) as game:
        await type_ahead(game, "slash", *"quiz")
        assert game.app.is_running
        assert game.app.screen.query_one("SearchField").value == "quiz"


async def test_an_answer_typed_right_behind_enter_is_answered(play, scenario):
    async with play(scenario) as game:
        await type_ahead(game, "enter", "1", "enter")
        assert "Right." in game.text


async def test_the_scheme_menu_has_the_scheme_that_was_asked_for_on_the_command_line(play, scenario):
    scenario.write_text(scenario.read_text().replace("[machine]\n", '[machine]\nschemes = ["per-page"]\n'))
    async with play(scenario, scheme="vma-count") as game:
        await game.press("s")
        assert "vma-count" in game.text
        await game.press("enter")
        assert "vma-count" in game.text


async def test_a_letter_where_a_number_is_asked_for_is_refused_in_words_until_a_digit_comes(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "x")
        assert "The answer is a number; x cannot begin it." in game.text
        await game.press("1")
        assert "cannot begin it" not in game.text
        assert game.app.screen.field.value == "1"


async def test_a_digit_without_a_field_moves_nothing_and_says_what_opens_one(play, scenario):
    async with play(scenario) as game:
        was = game.app.screen.look.session.cursor
        assert was > 0
        for digit in "0456789":
            await game.press(digit)
            assert game.app.screen.look.session.cursor == was
            assert "Enter opens the field for the answer; g goes to an operation." in game.text


async def test_a_digit_where_one_points_says_how_one_points(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "1", "enter", "enter", "4")
        assert "This question is answered at the operation" in game.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_no_letter_is_a_key_while_the_field_has_the_focus(play, scenario, size):
    async with play(scenario, size=size) as game:
        await game.press("enter")
        was = game.app.screen.look
        for letter in (*ascii_letters, "space"):
            await game.press(letter)
            assert (
                f"The answer is a number; {letter.capitalize() if len(letter) > 1 else letter}" in game.text
            )
            assert game.app.screen.look is was
            assert game.app.screen.focused is game.app.screen.field
            assert game.app.screen.field.value == ""


async def test_a_letter_that_is_refused_says_what_it_does_behind_esc(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "h")
        assert "h cannot begin it.  Esc, then h: one more hint." in game.text
        await game.press("escape", "h")
        assert "Hint 1" in game.text


async def test_the_footer_names_what_keys_do_now(play, scenario):
    async with play(scenario, size=(80, 24)) as game:

        def footer():
            return game.text.splitlines()[-1]

        assert "Enter answer" in footer()
        assert "h hint" in footer()
        await game.press("enter")
        assert "0-9 type a number" in footer()
        assert "Enter answer" not in footer()
        assert "h hint" not in footer()
        await game.press("1")
        assert "Enter answer" in footer()
        assert "? help" not in footer()
        await game.press("backspace")
        assert "0-9 type a number" in footer()
        await game.press("tab")
        assert "Enter to the answer" in footer()
        assert "h hint" in footer()
        await game.press("enter")
        assert "0-9 type a number" in footer()
        await game.press("escape", "colon")
        await game.pilot.pause(0.3)
        assert footer().split() == ["Enter", "do", "it", "↑", "↓", "choose", "Esc", "close"]


async def test_what_is_typed_in_a_menu_is_the_number_that_is_refused(play, scenario):
    async with play(scenario) as game:
        await game.press("r", "9")
        assert "not 9: there are 2 answers, 1 to 2" in game.text
        await game.press("9")
        assert "not 99: there are 2 answers, 1 to 2" in game.text
        await game.press("backspace", "backspace")
        assert "not 9" not in game.text
        await game.press("2")
        assert "> 2 yes" in game.text.replace(">  2", "> 2")


async def test_numbers_of_two_digits_choose(play, eight_processes):
    async with play(eight_processes) as game:
        await game.press("enter", "1", "enter", "enter", "g", "1", "2", "space")
        assert "operation 12/18" in game.text
        await game.press("g", "2", "5")
        assert "not 25: there are 18 operations, 0 to 18" in game.text


async def test_starting_over_is_asked_with_no_under_the_cursor(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "1", "enter", "enter", "r")
        assert "1 of 2 questions are answered." in game.text
        await game.press("enter")
        assert "question 2 of 2" in game.text
        await game.press("r", "q")
        assert "question 2 of 2" in game.text
        await game.press("r", "down", "enter")
        assert "question 1 of 2" in game.text


async def test_a_word_where_a_number_is_asked_for_neither_starts_over_nor_leaves(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "r")
        assert "The answer is a number; r cannot begin it." in game.text
        assert "start over?" not in game.text
        await game.press("q")
        assert "The answer is a number; q cannot begin it." in game.text
        assert game.app.screen.field is not None


async def test_what_was_said_can_be_scrolled_while_one_answers_again(play, scenario):
    long = " ".join(["A PMD of one process is not a PMD of the other."] * 6)
    scenario.write_text(scenario.read_text().replace("takes-pmd-split-for-folio-split", long))
    async with play(scenario, size=(60, 20)) as game:
        await game.press("h", "h", "enter", "0", "enter")
        assert "more below" in game.text.splitlines()[-3]
        await game.press(*["down"] * 20)
        assert "flag stands for somebody's PMD." in game.text
        await game.press(*["up"] * 20)
        assert "Not yet: PG_double_map of L0 will not be 0." in game.text
        assert game.app.screen.focused is game.app.screen.field


async def test_help_begins_with_the_keys_of_the_field_that_has_the_focus(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "question_mark")
        assert "put the field away" in game.text
        assert "letters are text" in " ".join(game.text.replace("│", " ").split())
