"""Keys that come faster than the screen can change: a paste, a slow line, a fast typist."""

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


async def test_a_word_where_a_number_is_asked_for_neither_starts_over_nor_leaves(play, scenario):
    async with play(scenario) as game:
        await game.press("enter", "r")
        assert "The answer is a number; r cannot begin it." in game.text
        assert "start over" not in game.text
        await game.press("q")
        assert "The answer is a number; q cannot begin it." in game.text
        assert game.app.screen.field is not None
