"""Moving along the run, and looking at it: page, folio, scheme."""

from textual.events import MouseScrollDown

from mmtui.report.text import Role


def lit(game, pane):
    """Return the texts that are under the cursor in a pane."""
    lines = game.app.screen.query_one(f"#{pane}").lines
    return [span.text.strip() for line in lines for span in line if span.role is Role.CURSOR]


async def at_question_two(game):
    await game.press("enter", "1", "enter", "enter")


async def test_steps_go_on_and_back(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "right")
        assert "step 6/9" in game.text
        await game.press("left")
        assert "step 5/9" in game.text
        await game.press("l", "u", "u")
        assert "step 4/9" in game.text


async def test_start_and_end(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("end")
        assert "step 9/9" in game.text
        await game.press("right")
        assert "This is the end of the run." in game.text
        await game.press("home")
        assert "step 0/9" in game.text
        assert ">0 start" in game.text
        await game.press("left")
        assert "This is the start." in game.text


async def test_go_to_a_number(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("g", "8", "enter")
        assert "step 8/9" in game.text
        await game.press("g", "up", "up", "enter")
        assert "step 6/9" in game.text
        await game.press("g", "2", "q")
        assert "step 6/9" in game.text


async def test_what_changed_is_marked(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "right")
        assert "- PTE 3        was L0[3]" in game.text
        assert "~1" in game.text
        assert "truth, was 2" in game.text
        assert "+r--[2,3)" in game.text


async def test_the_question_puts_the_cursor_on_its_page(play, scenario):
    async with play(scenario) as game:
        assert "page 3" not in lit(game, "folio")
        await at_question_two(game)
        assert "page 3" in lit(game, "folio")


async def test_the_page_under_the_cursor_is_lit_everywhere(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "right", "full_stop")
        assert lit(game, "folio") == ["4", "page 4"]
        assert lit(game, "tables") == ["L0[0-7]", "L0[4-7]"]
        await game.press("comma", "comma", "comma")
        assert lit(game, "tables") == ["L0[0-7]", "L0[0-2]"]


async def test_the_operation_that_touched_the_page_last_is_marked(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "right", "full_stop")
        assert "last touched by ^5 B mprotect r 2 5 ro" in game.text
        assert "^5 B mprotect r 2 5 ro  >6 B munmap r 3 4" in game.text


async def test_runs_are_jumped_over(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "right", "right_square_bracket")
        assert "page 4" in lit(game, "folio")
        await game.press("left_square_bracket", "left_square_bracket")
        assert "page 0" in lit(game, "folio")


async def test_n_and_p_choose_the_folio(play, scenario, eight_processes):
    async with play(eight_processes) as game:
        await at_question_two(game)
        await game.press("end", "n")
        assert "1 folio s0" in game.text
        await game.press("p", "p")
        assert "1 folio s204" in game.text


async def test_a_small_folio_lights_the_range_that_it_is_in(play, eight_processes):
    async with play(eight_processes) as game:
        await at_question_two(game)
        await game.press("end", "n", "n", "n")
        assert lit(game, "tables") == ["s0-s196"]


async def test_another_scheme_shows_the_same_moment(play, scenario, progress):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "s")
        assert "look through another scheme" in game.text
        assert "one count for PMDs" in game.text
        await game.press("down", "enter")
        assert "large-mapcount · Linux 6.1   step 5/9" in game.text
        assert "_nr_pages_mapped" in game.text
        assert "You look through large-mapcount; what is asked is still answered by double-map." in game.text
    assert [answer.scheme for answer in progress.answers()] == ["double-map"]


async def test_the_game_can_begin_with_another_scheme(play, scenario):
    async with play(scenario, scheme="vma-count") as game:
        assert "vma-count · Linux 6.1" in game.text
        assert "the scheme cannot say it of one page" in game.text


async def test_a_scheme_that_breaks_is_shown_and_the_game_goes_on(play, scenario, broken_catalog):
    async with play(scenario, source=broken_catalog, scheme="breaks") as game:
        assert "! is it mapped?" in game.text or "cannot say" in game.text
        await at_question_two(game)
        await game.press("right")
        assert "! breaks raised RuntimeError: no idea how at split_pmd L0[0-7]" in game.text
        assert "conftest.py" in game.text
        await game.press("right", "right", "enter")
        assert "Right." in game.text


async def test_every_pane_has_help(play, scenario):
    async with play(scenario) as game:
        for key, title in {"1": "help: folio", "2": "help: page tables", "3": "help: events"}.items():
            await game.press(key, "question_mark")
            assert title in game.text
            await game.press("question_mark")
        await game.press("tab", "question_mark")
        assert "help: question" in game.text


# -- by mouse


async def test_a_click_on_an_operation_goes_there(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.click_on("2 A mmap r anon 8")
        assert "step 2/9" in game.text


async def test_a_click_on_a_page_lights_it(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "right")
        await game.click_on("L0[0-2]")
        assert "page 0" in lit(game, "folio")
        pane = game.app.screen.query_one("#folio")
        y = next(n for n, line in enumerate(pane.lines) if line[0].text.startswith("mapped by"))
        await game.pilot.click(pane, offset=(2 + 10 + 4 * 5 + 3, 1 + y))
        await game.settle()
        assert "page 5" in lit(game, "folio")


async def test_the_keys_in_the_footer_can_be_clicked(play, scenario):
    async with play(scenario) as game:
        await game.click_on("h hint")
        assert "Hint 1" in game.text
        await game.click_on("s scheme")
        assert "look through another scheme" in game.text
        await game.click_on("q leave it as it is")
        await game.click_on("q back")
        assert "0 of 1 solved" in game.text


async def test_a_tab_can_be_clicked(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        await game.click_on("2 page tables")
        assert "PMD 0-7" in game.text


async def test_the_wheel_scrolls_what_it_is_over(play, eight_processes):
    async with play(eight_processes, size=(80, 24)) as game:
        await at_question_two(game)
        await game.press("end", "2")
        pane = game.app.screen.query_one("#tables")
        await game.pilot._post_mouse_events([MouseScrollDown] * 4, widget=pane, button=0)
        await game.settle()
        assert "more above" in game.text


async def test_the_command_palette_knows_the_keys(play, scenario):
    async with play(scenario) as game:
        await game.press("colon")
        await game.type("one more")
        await game.pilot.pause(0.3)
        assert "One more hint" in game.text
        await game.press("enter", "enter")
        await game.pilot.pause(0.3)
        assert "Hint 1" in game.text
