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
        await game.press("right")
        assert "operation 6/9" in game.text
        await game.press("left")
        assert "operation 5/9" in game.text
        await game.press("l", "u", "u")
        assert "operation 4/9" in game.text


async def test_start_and_end(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("end")
        assert "operation 9/9" in game.text
        await game.press("right")
        assert "This is the end of the run." in game.text
        await game.press("home")
        assert "operation 0/9" in game.text
        assert ">0 start" in game.text
        await game.press("left")
        assert "This is the start." in game.text


async def test_go_to_a_number(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("g", "8", "space")
        assert "operation 8/9" in game.text
        await game.press("g", "up", "up", "space")
        assert "operation 6/9" in game.text
        await game.press("g", "2", "q")
        assert "operation 6/9" in game.text


async def test_what_changed_is_marked(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right")
        assert "- PTE 3        L0[3]  gone" in game.text
        assert "- r--[2,5)" in game.text
        assert "~1" in game.text
        assert "truth, was 2" in game.text
        assert "+ r--[2,3) - r--[2,5)" in game.text


async def test_the_question_puts_the_cursor_on_its_page(play, scenario):
    async with play(scenario) as game:
        assert "page 3" not in lit(game, "folio")
        await at_question_two(game)
        assert "page 3" in lit(game, "folio")


async def test_the_page_under_the_cursor_is_lit_everywhere(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "full_stop")
        assert lit(game, "folio") == ["4", "page 4"]
        assert lit(game, "tables") == ["L0[0-7]", "L0[4-7]"]
        await game.press("comma", "comma", "comma")
        assert lit(game, "tables") == ["L0[0-7]", "L0[0-2]"]


async def test_the_operation_that_touched_the_page_last_is_marked(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "full_stop")
        assert "last touched by ^5 B mprotect r 2 5 ro" in game.text
        assert "^5 B mprotect r 2 5 ro  >6 B munmap r 3 4" in game.text


async def test_runs_are_jumped_over(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right", "right_square_bracket")
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
        await game.press("s")
        assert "look through another scheme" in game.text
        assert "one count for PMDs" in game.text
        await game.press("down", "enter")
        assert "large-mapcount · Linux 6.1   operation 5/9" in game.text
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


async def test_a_number_that_leads_nowhere_is_answered_by_those_that_do(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("g", "1", "2")
        assert "not 12: there are 9 operations, 0 to 9" in game.text
        await game.press("x")
        assert "not x: there are 9 operations, 0 to 9" in game.text
        await game.press("3", "space")
        assert "operation 3/9" in game.text


async def test_an_exit_shows_the_entries_that_went_with_it(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("g", "8", "space")
        assert "─ - process B exited ─" in game.text
        assert "- PTE 4-7      L0[4-7]  gone" in game.text


async def test_the_operation_that_frees_a_folio_says_so(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("g", "8", "space")
        assert " L0   anon, order 3, 8 pages" in game.text
        assert "PMD-sized   gone" not in game.text
        await game.press("right")
        assert "- L0   anon, order 3, 8 pages, PMD-sized   gone" in game.text


async def test_what_was_different_before_is_said(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        assert "~ PTE 0-7      L0[0-7]  was PMD" in game.text


async def test_the_place_of_every_counter_is_shown(play, scenario):
    async with play(scenario) as game:
        assert "compound_mapcount    1 (2), was 0   page[1], first tail page" in game.text
        assert "PG_double_map        0              page[1].flags, first tail page" in game.text
        assert "stored in each page" in game.text
        places = {span.text: span.role for line in game.app.screen.query_one("#folio").lines for span in line}
        assert places["page[1], first tail page"] is Role.IN_TAIL
        assert places["stored in each page"] is Role.IN_HEAD
    async with play(scenario, scheme="vma-count") as game:
        assert "page[0], was 0" in game.text


async def test_what_the_marks_mean_is_always_on_the_screen(play, scenario):
    for size in ((120, 40), (80, 24)):
        async with play(scenario, size=size) as game:
            assert "+ new  ~ changed  - gone  ! untrue" in game.text


async def test_the_memory_that_counting_takes_stands_beside_its_cost(play, scenario):
    async with play(scenario) as game:
        assert "counters of L0 take 36 bytes and 1 bit" in game.text


# -- by mouse


async def test_everything_else_can_be_clicked(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        await game.click_on("b: the brief")
        assert "2 questions, about 5 minutes" in game.text
        await game.click_on("Enter go on")
        await game.pilot.click(offset=(1, 23))  # the left arrow
        await game.settle()
        assert "operation 3/9" in game.text
        await game.pilot.click(offset=(3, 23))
        await game.settle()
        assert "operation 4/9" in game.text
        await game.click_on("double-map")
        assert "look through another scheme" in game.text
        await game.click_on("q leave")
        await game.click_on(": menu")
        await game.pilot.pause(0.3)
        assert "Search for commands" in game.text


async def test_the_next_folio_can_be_clicked(play, scenario, eight_processes):
    async with play(eight_processes) as game:
        await at_question_two(game)
        await game.press("end")
        line = next(row for row in game.text.splitlines() if "folio 1 of 206" in row)
        y = game.text.splitlines().index(line)
        await game.pilot.click(offset=(line.index(" n p: folio") + 1, y))
        await game.settle()
        assert "1 folio s0" in game.text
        line = game.text.splitlines()[y]
        await game.pilot.click(offset=(line.index(" n p: folio") + 3, y))
        await game.settle()
        assert "1 folio L0" in game.text


async def test_a_click_on_an_operation_goes_there(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.click_on("2 A mmap r anon 8")
        assert "operation 2/9" in game.text


async def test_a_click_on_a_page_lights_it(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        await game.press("right")
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
        await game.pilot._post_mouse_events([MouseScrollDown] * 4, widget=pane, offset=(10, 5), button=0)
        await game.settle()
        assert "n p (A)" in game.text


async def test_the_command_palette_knows_the_keys(play, scenario):
    async with play(scenario) as game:
        await game.press("colon")
        await game.type("one more")
        await game.pilot.pause(0.3)
        assert "One more hint" in game.text
        await game.press("enter", "enter")
        await game.pilot.pause(0.3)
        assert "Hint 1" in game.text


async def test_the_pane_in_which_the_question_is_answered_is_in_front(play, scenario):
    text = scenario.read_text()
    first = 'ask    = { truth = "vma-count", process = "B", region = "r" }'
    old = next(line for line in text.splitlines() if line.startswith("ask    = { counter"))
    async with play(scenario, size=(80, 24)) as game:
        assert "[1 folio L0]" in game.text
        await at_question_two(game)
        assert "[2 page tables]" in game.text
    scenario.write_text(text.replace(old, first).replace("steps  = [1,", "steps  = [3,"))
    async with play(scenario, size=(80, 24)) as game:
        assert "[2 page tables]" in game.text


async def test_before_there_is_a_process_nothing_has_exited(play, scenario):
    async with play(scenario) as game:
        await game.press("home")
        assert "no process yet" in game.text
        assert "nothing is mapped yet" in game.text
        assert "exited" not in game.text


async def test_the_pane_in_front_stays_when_all_is_solved(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        await at_question_two(game)
        await game.press("2", "g", "7", "enter", "enter", "q")
        assert "All is solved." in game.text
        assert "[2 page tables]" in game.text


async def test_of_a_folio_that_is_not_there_only_that_is_shown(play, scenario):
    async with play(scenario) as game:
        await at_question_two(game)
        folio = game.app.screen.look.folio
        await game.press("home")
        assert f"{folio}   is not there yet" in game.text
        assert "_mapcount" not in game.text
        assert "cannot be shown" not in game.text
