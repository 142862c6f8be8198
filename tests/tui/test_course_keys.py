"""What the course offers beside its scenarios: stars, practice, the sandbox, beginning anew."""

from __future__ import annotations

import shutil

import pytest

from mmtui.catalog import bundled
from mmtui.game.answers import right_answer
from mmtui.progress import ProgressError, digest_of_text
from mmtui.scenario import peek
from mmtui.tui.practising import PracticeScreen

SOLVE = ("enter", "enter", "1", "enter", "enter")


def about(game):
    """What stands below the lists."""
    return " ".join("".join(span.text for span in row) for row in game.app.screen.query_one("#about").lines)


def under_cursor(game):
    home = game.app.screen
    return home.shelf.head(home.query_one("#scenarios").cursor)


async def answer(game):
    """Answer the open question of a problem rightly, and go on."""
    session = game.app.screen.look.session
    right = right_answer(session.trial.timeline(), session.question).number
    if session.by_pointing:
        await game.press("g", *str(right), "enter")
    else:
        await game.press("enter", *str(right), "enter")
    await game.press("enter")


async def solve(game):
    """Solve a problem whose brief is open; its debrief is open then."""
    await game.press("enter")
    while not game.app.screen.query("#sheet-text"):
        await answer(game)


# -- stars


@pytest.mark.parametrize(
    ("hints", "wrong", "stars"), [(0, 0, "***"), (0, 1, "**o"), (1, 0, "**o"), (2, 2, "*oo")]
)
async def test_stars_are_those_of_the_best_time(play, scenario, progress, hints, wrong, stars):
    for outcome in (*["not-yet"] * wrong, "solved"):
        progress.record_answer("last-unmap", 0, "1", outcome, digest="x", scheme="s")
    progress.record_solved("last-unmap", digest="x", hints_used=hints)
    async with play() as game:
        assert f"{stars} Detect the last unmap" in game.text
        assert f"solved, {stars.count('*')} of 3 stars" in about(game)
        assert f"· {stars.count('*')}/3*" in game.text


async def test_an_unsolved_one_says_so_and_how_long_it_takes(play, scenario):
    async with play(size=(80, 24)) as game:
        assert "ooo Detect the last unmap" in game.text
        assert "5 minutes" in about(game)
        assert "not solved yet" in about(game)


async def test_stars_are_there_when_one_comes_back(play, scenario):
    async with play() as game:
        await game.press("enter", *SOLVE, "g", "7", "enter", "enter", "q", "q", "enter")
        assert "*** Detect the last unmap" in game.text, game.text
        assert "1 of 1 solved, 3 of 3 stars" in game.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_whole_course_is_seen_unclipped(play, course, progress, size):
    shutil.copytree(bundled("scenarios"), course, dirs_exist_ok=True)
    (course / "a.mmtui.toml").unlink()
    for path in course.glob("*.mmtui.toml"):
        head = peek(path)
        progress.record_answer(head.id, 0, "1", "solved", digest=digest_of_text(path.read_text()), scheme="s")
        if head.chapter != 7:
            progress.record_solved(head.id, digest="x")
    async with play(size=size) as game:
        below, home = game.app.screen.query_one("#about"), game.app.screen
        await game.press("tab", *["up"] * 12)
        for number, chapter in enumerate(home.shelf.chapters):
            assert home.shelf.chapter == number
            for head in chapter.heads:
                assert head.title in game.text
            await game.press("tab")
            for head in chapter.heads:
                assert under_cursor(game) == head
                assert " ".join(head.teaches.split()) in about(game)
                assert "questions done" in about(game) or "3 of 3 stars" in about(game)
                assert len(below.lines) <= below.rows, about(game)
                await game.press("down")
            assert "…" not in game.text
            await game.press("tab", "down")


# -- practice


async def test_p_practises_the_chapter_and_goes_on_from_problem_to_problem(play, scenario, progress):
    async with play() as game:
        await game.press("p")
        assert "Practice 3.1, problem 1" in game.text
        await solve(game)
        assert "1 problem of chapter 3 solved in a row" in game.text
        assert "Enter next problem" in game.text
        assert 'Enter goes on to "Practice 3.1, problem 2"' in " ".join(game.text.split())
        await game.press("enter")
        assert "Practice 3.1, problem 2" in game.text
        assert "1 problem of chapter 3 solved in a row." in game.text
        await game.press("enter", "q")
        assert "Detect the last unmap" in game.text
    assert "practice-3-1-1" in progress.solved()


async def test_the_level_rises_with_the_streak(play, scenario, progress):
    for seed in (1, 2, 3):
        progress.record_answer(f"practice-3-1-{seed}", 0, "1", "solved", digest="x", scheme="s")
        progress.record_solved(f"practice-3-1-{seed}", digest="x")
    async with play() as game:
        await game.press("p")
        assert "Practice 3.2, problem 1" in game.text


async def test_a_chapter_without_problems_says_which_have_some(play, scenario):
    scenario.write_text(scenario.read_text().replace("chapter    = 3", "chapter    = 9"))
    async with play() as game:
        await game.press("p")
        assert "chapter 9 has nothing to practise; 1 to 8 have." in about(game)


async def test_practice_can_be_where_the_game_begins(play, scenario):
    from mmtui.practice.drill import Drill

    async with play(Drill(3, 2, 7), brief=True) as game:
        assert "Practice 3.2, problem 7" in game.text
        await solve(game)
        assert "Enter back to the course" in game.text
        await game.press("enter")
        assert "Detect the last unmap" in game.text
        assert not isinstance(game.app.screen, PracticeScreen)


# -- beginning anew


async def test_x_begins_anew_after_a_question(play, scenario, progress):
    progress.record_solved("last-unmap", digest="x")
    async with play() as game:
        await game.press("x")
        assert "begin anew: Detect the last unmap?" in game.text
        await game.press("enter")
        assert "*** Detect" in game.text
        await game.press("x", "q")
        assert "*** Detect" in game.text
        await game.press("x", "down", "enter")
        assert "ooo Detect" in game.text
        assert "0 of 1 solved" in game.text
    assert progress.solved() == {}


async def test_there_is_nothing_to_begin_anew_where_nothing_is_solved(play, scenario):
    async with play() as game:
        await game.press("x")
        assert "nothing to begin anew" in about(game).lower()


async def test_a_record_that_cannot_be_written_is_a_notice(play, scenario, progress, monkeypatch):
    progress.record_solved("last-unmap", digest="x")

    def fails(name):
        raise ProgressError("the disk is full")

    async with play() as game:
        monkeypatch.setattr(progress, "record_reset", fails)
        await game.press("x", "down", "enter")
        assert "! the disk is full" in game.text
        assert "*** Detect" in game.text


# -- the sandbox


async def test_s_asks_twice_and_opens_a_machine_of_ones_own(play, scenario, progress):
    async with play() as game:
        await game.press("s")
        assert "sandbox: who counts?" in game.text
        assert "vma-count-partial" in game.text, "a high terminal shows all of a menu"
        assert "vma-count" in game.text
        await game.press("enter")
        assert "how many pages does a PMD map?" in game.text
        await game.press("enter", "enter")
        assert "S save" in game.text.splitlines()[-1]
        assert "h hint" not in game.text, "there is none"
        assert game.text.startswith(" Sandbox  ")
        await game.press("enter")
        await game.type("proc A")
        await game.press("enter")
        assert "1 proc A" in game.text
        await game.press("escape", "q")
        assert "Detect the last unmap" in game.text
        await game.press("s", "enter", "enter")
        session = game.app.screen_stack[-2].look.session
        assert [str(op) for op in session.ops] == ["proc A"], "what was done is there again"
        assert session.trial.scenario.machine.pages_per_pmd == 8


async def test_leaving_the_questions_leaves_all_as_it_was(play, scenario):
    async with play() as game:
        before = game.text
        await game.press("s", "q")
        assert game.text == before
        await game.press("s", "enter", "q")
        assert game.text == before


async def test_the_palette_and_the_help_have_all_of_it(play, scenario):
    async with play(size=(120, 60)) as game:
        await game.press("question_mark")
        for text in ("practise the chapter", "the sandbox: do", "begin the scenario under the cursor anew"):
            assert text in game.text
        await game.press("q", "colon")
        await game.type("sandbox")
        assert "The sandbox: do anything" in game.text
