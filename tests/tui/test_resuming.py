"""A scenario that was left in the middle goes on there, and says so."""


async def first_answered(game):
    await game.press("enter", "1", "enter", "q")


async def test_it_goes_on_at_the_first_question_that_is_not_solved(play, scenario):
    async with play(scenario) as game:
        await first_answered(game)
    async with play(scenario, brief=True) as game:
        assert "You go on where you left: at question 2 of 2." in game.text
        await game.press("enter")
        assert "question 2 of 2" in game.text
        assert "operation 5/9  *o" in game.text
        assert "6 ?" in game.text
        await game.press("right")
        assert ">6 B munmap r 3 4" in game.text


async def test_it_is_solved_from_there(play, scenario, progress):
    async with play(scenario) as game:
        await first_answered(game)
    async with play(scenario) as game:
        await game.press("g", "7", "enter")
        assert "Right." in game.text
    assert "last-unmap" in progress.solved()


async def test_hints_that_were_read_are_there_again(play, scenario, progress):
    async with play(scenario) as game:
        await game.press("h", "enter", "1", "enter", "enter", "h", "q")
    async with play(scenario) as game:
        assert "hints 1 of 2" in game.text
        await game.press("g", "7", "enter", "enter")
    assert progress.solved()["last-unmap"].hints_used == 2


async def test_r_starts_over(play, scenario):
    async with play(scenario) as game:
        await first_answered(game)
    async with play(scenario) as game:
        await game.press("r", "down", "enter")
        assert "You start over." in game.text
        assert "question 1 of 2" in game.text
        assert "operation 4/9  oo" in game.text
        assert "6 ?" in game.text


async def test_a_file_that_has_changed_begins_anew_and_says_so(play, scenario):
    async with play(scenario) as game:
        await first_answered(game)
    scenario.write_text(scenario.read_text().replace("Will the flag be set?", "Is the flag set then?"))
    async with play(scenario, brief=True) as game:
        assert "The file has changed since you answered its questions: it begins anew." in game.text
        await game.press("enter")
        assert "question 1 of 2" in game.text


async def test_a_solved_scenario_begins_anew(play, scenario):
    async with play(scenario) as game:
        await game.press(
            "enter", "1", "enter", "enter", "g", "7", "enter", "enter", "enter", "enter", "enter"
        )
    async with play(scenario, brief=True) as game:
        assert "You go on" not in game.text
        await game.press("enter")
        assert "question 1 of 2" in game.text


async def test_the_course_says_how_far_it_is(play, scenario):
    async with play() as game:
        await game.press("enter", "enter", "enter", "1", "enter", "q")
        assert "1 of 2" in game.text
        assert "1 of 2 questions done" in game.text
    async with play() as game:
        assert "1 of 2 questions done" in game.text
    scenario.write_text(scenario.read_text().replace("Will the flag be set?", "Is the flag set then?"))
    async with play() as game:
        assert "questions done" not in game.text


async def test_the_key_that_closes_the_brief_goes_on_where_something_was_done(play, scenario):
    async with play(scenario, brief=True) as game:
        assert "Enter begin" in game.text
        await game.press("enter")
        await first_answered(game)
    async with play(scenario, brief=True) as game:
        assert "Enter go on" in game.text
