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
