"""The course: what there is, what is solved, what is broken, and what comes next."""

from dataclasses import replace
from threading import Event

import pytest

from mmtui.catalog import LoadError
from mmtui.errors import UsageError


def under_cursor(game):
    home = game.app.screen
    return home.shelf.head(home.query_one("#scenarios").cursor).id


@pytest.fixture
def three(course, scenario):
    text = scenario.read_text()
    for name, chapter in (("b", 1), ("c", 1), ("d", 7)):
        changed = text.replace('"last-unmap"\n', f'"{name}"\n', 1).replace(
            "chapter    = 3", f"chapter = {chapter}"
        )
        (course / f"{name}.mmtui.toml").write_text(
            changed.replace('"Detect the last unmap"', f'"Title of {name * 3}"')
        )
    return course


async def test_chapters_scenarios_and_what_they_teach(play, three, progress):
    progress.record_solved("d", digest="x")
    async with play() as game:
        chapters = [line.split("│")[1].split() for line in game.text.splitlines()[2:5]]
        assert chapters[0] == [">", "1", "Pages", "and", "tables", "0/2", "0*"]
        assert chapters[2] == ["7", "Who", "owns", "it?", "1/1", "3*"]
        assert "Title of bbb" in game.text
        assert "predict find   5 min" in game.text
        assert "With two counters, the last unmap" in game.text
        assert "1 of 4 solved, 3 of 12 stars" in game.text


async def test_the_next_one_to_do_is_under_the_cursor(play, three, progress):
    progress.record_solved("b", digest="x")
    async with play() as game:
        assert under_cursor(game) == "c"
        assert "*** Title of bbb" in game.text


async def test_enter_plays(play, scenario):
    async with play() as game:
        await game.press("enter")
        assert "2 questions, about 5 minutes" in game.text


async def test_arrows_and_vim_keys_move(play, three):
    async with play() as game:
        await game.press("j")
        assert under_cursor(game) == "c"
        await game.press("k", "left", "down")
        assert under_cursor(game) == "last-unmap"
        await game.press("l", "enter")
        assert "2 questions" in game.text


async def test_search_finds_title_kind_and_teaching(play, three):
    async with play() as game:
        await game.press("slash")
        await game.type("title of ddd")
        assert 'scenarios with "title of ddd"' in game.text
        assert under_cursor(game) == "d"
        await game.press("enter", "enter")
        assert "2 questions" in game.text


async def test_a_search_ends_with_an_empty_field(play, three):
    async with play() as game:
        await game.press("slash")
        await game.type("zzz")
        assert "nothing is found" in game.text
        await game.press(*["backspace"] * 3, "enter")
        assert "scenarios with" not in game.text
        assert not game.app.screen.query("#search")


async def test_a_broken_file_is_listed_and_says_why(play, three):
    text = 'id = "broken"\ntitle = "Broken"\nchapter = 1\n\n[machine]\nscheme = oh\n'
    (three / "broken.mmtui.toml").write_text(text)
    async with play() as game:
        assert "!   Broken  line 6: invalid value" in game.text
        await game.press("down")
        assert "cannot be played" in game.text
        await game.press("enter")
        assert "error[S002]" in game.text
        assert "6 | scheme = oh" in game.text
        await game.press("enter", "up", "enter")
        assert "2 questions" in game.text


async def test_what_is_only_wrong_inside_is_said_when_it_is_opened(play, course, scenario):
    scenario.write_text(scenario.read_text().replace('hints  = ["Who', 'hintz  = ["Who'))
    async with play() as game:
        await game.press("enter")
        assert "hintz" in game.text
        assert "did you mean" in game.text


async def test_a_run_that_makes_no_sense_is_said_when_it_is_opened(play, scenario):
    scenario.write_text(scenario.read_text().replace('use = "script"', 'use = "no-such-workload"'))
    async with play() as game:
        await game.press("enter")
        assert "no-such-workload" in game.text
        await game.press("enter")
        assert "0 of 1 solved" in game.text


async def test_notices_are_one_line_and_e_shows_them(play, scenario):
    notice = "Progress is not saved: " + "the disk is full and so on " * 8
    async with play(notices=[notice], size=(80, 24)) as game:
        assert "! Progress is not saved" in game.text
        assert "e: all of it" in game.text
        await game.press("e")
        assert game.text.count("the disk is full") > 4


async def test_a_broken_plugin_is_a_notice(play, scenario, catalog):
    error = LoadError("mine", "/x/mine.py", 3, "raised NameError: name 'Shceme' is not defined", "mend it")
    async with play(source=replace(catalog, errors=(error,))) as game:
        assert "! plugin mine: /x/mine.py:3: raised NameError" in game.text
        await game.press("e")
        assert "mend it" in " ".join(game.text.replace("│", " ").split())


async def test_the_catalog_is_loaded_behind_the_first_picture(play, scenario, catalog):
    wanted, listed = Event(), Event()

    def load():
        wanted.set()
        assert listed.wait(10), "the course is not shown before the plugins are there"
        return catalog

    async with play(source=load, settle=False) as game:
        await game.pilot.pause()
        assert "Detect the last unmap" in game.text
        listed.set()
        await game.settle()
        assert wanted.is_set()
        await game.press("enter")
        assert "2 questions" in game.text


async def test_plugins_that_cannot_be_loaded_are_a_notice(play, scenario):
    def load():
        raise UsageError("there is no such folder")

    async with play(source=load) as game:
        assert "! plugins cannot be loaded: there is no such folder" in game.text
        await game.press("enter")
        assert "there is no such folder" in game.text


async def test_plugins_bring_scenarios(play, three, catalog, tmp_path):
    more = tmp_path / "more"
    more.mkdir()
    (three / "d.mmtui.toml").rename(more / "d.mmtui.toml")
    async with play(source=replace(catalog, scenario_dirs=(more,))) as game:
        assert "Who owns it?" in game.text
        assert under_cursor(game) == "b"


async def test_an_empty_course_can_be_left(play, scenario):
    scenario.unlink()
    async with play() as game:
        assert "there are no scenarios" in game.text
        await game.press("enter", "q")
    assert game.app.return_code == 0


async def test_help_says_what_the_marks_mean(play, scenario):
    async with play() as game:
        await game.press("question_mark")
        assert "cannot be played; Enter says why" in game.text
        assert "search title, kind" in game.text


async def test_a_click_chooses_and_a_second_one_plays(play, three):
    async with play() as game:
        await game.click_on("Title of ccc")
        assert under_cursor(game) == "c"
        await game.click_on("Title of ccc")
        assert "2 questions" in game.text


async def test_escape_leaves_a_search_that_was_kept(play, three):
    async with play() as game:
        await game.press("slash")
        await game.type("title of ddd")
        await game.press("enter")
        assert "Esc: all of them" in game.text
        await game.press("escape")
        assert "scenarios with" not in game.text
        assert under_cursor(game) == "d"
        assert not game.app.screen.query("#search")


async def test_where_nothing_is_found_one_goes_on_typing(play, three):
    async with play() as game:
        await game.press("slash")
        await game.type("zzz")
        await game.press("enter")
        assert "nothing is found; Esc shows all again" in game.text
        assert game.app.screen.focused.id == "search"
        await game.press("escape")
        assert under_cursor(game) == "b"


async def test_the_footer_is_of_the_list_that_has_the_focus(play, three):
    async with play() as game:
        assert "Enter play" in game.text
        await game.press("tab")
        assert "Enter its scenarios" in game.text
        assert "Enter play" not in game.text
        await game.press("enter")
        assert "Enter play" in game.text


async def test_the_list_beside_changes_in_the_frame_in_which_the_cursor_moves(play, three):
    async with play() as game:
        await game.press("tab")
        chapters = game.app.screen.query_one("#chapters")
        chapters.action_move(1)
        assert [head.id for head in game.app.screen.shelf.heads] == ["last-unmap"]


async def test_help_is_read_to_its_end(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        await game.press("1", "question_mark")
        text = game.app.screen.query_one("#sheet-text")
        titles = [line[0].text for line in text.lines if line and line[0].text in ("Marks", "Keys", "Words")]
        assert titles == ["Marks", "Keys", "Words"]
        for _ in range(20):
            if game.app.screen.query("#sheet-text") and "more below" in game.text:
                await game.press("space")
        assert "atomic" in game.text
        assert "more below" not in game.text


async def test_after_a_search_the_footer_is_that_of_the_whole_course_again(play, three):
    async with play() as game:
        before = game.text.splitlines()[-1]
        await game.press("slash")
        await game.type("title of ddd")
        await game.press("enter")
        assert game.text.splitlines()[-1] != before
        await game.press("escape")
        assert game.text.splitlines()[-1] == before


async def test_who_looks_at_a_solved_one_again_comes_back_to_it(play, three, progress):
    progress.record_solved("b", digest="x")
    async with play() as game:
        await game.press("slash")
        await game.type("title of bbb")
        await game.press("enter")
        was = under_cursor(game)
        await game.press("enter", "enter", "q")
        assert under_cursor(game) == was == "b"
