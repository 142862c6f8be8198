"""The key that asks the kernel under us; who answers here is a model of one."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest
from fake_kernel import FakeKernel

from mmtui.report.text import Role


@pytest.fixture
def kernel(catalog, monkeypatch):
    """Who is asked instead of the kernel that this runs on."""
    kernel = FakeKernel(catalog)
    monkeypatch.setattr("mmtui.live.kernel.OurKernel", lambda: kernel)
    return kernel


def words(game):
    """Return what stands on the screen as one line, without the box."""
    return " ".join(game.text.replace("│", " ").split())


async def until(game, text):
    for _ in range(100):
        await game.pilot.pause(0.05)
        if text in words(game):
            return
    pytest.fail(f"{text!r} does not appear:\n{game.text}")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_a_key_shows_the_kernels_answer_beside_the_models(play, scenario, kernel, size):
    async with play(scenario, size=size) as game:
        await game.press("right", "a")
        assert "the kernel under you" in game.text
        assert "model, 6.1" in game.text
        assert "6.18.7-test" in game.text
        assert "the same" in game.text
        assert all(len(row) <= size[0] for row in game.text.splitlines())
        box = next(row for row in game.text.splitlines() if "the kernel under you" in row)
        left, right = len(box) - len(box.lstrip()), size[0] - len(box)
        assert abs(left - right) <= 1, "it stands in the middle"
        await game.press("pagedown", "pagedown", "pagedown")
        assert "no process can see" in words(game)
        await game.press("a")
        assert "the kernel under you" not in game.text


async def test_what_is_not_told_yet_is_not_asked(play, scenario, kernel):
    async with play(scenario) as game:
        session = game.app.screen.look.session
        await game.press("a")
        (script,) = kernel.scripts
        assert len(script.splitlines()) == session.cursor < len(session.trial.ops)


async def test_asking_changes_nothing_in_the_game(play, scenario, kernel):
    async with play(scenario) as game:
        before = game.app.screen.look
        await game.press("a", "enter")
        assert game.app.screen.look is before


async def test_a_difference_has_a_sign_a_word_and_a_colour(play, scenario, kernel):
    def counted_twice(state):
        for record in state:
            for run in record["runs"] if record["t"] == "map" else ():
                run[7] += 1
        return state

    kernel.twist = counted_twice
    async with play(scenario) as game:
        await game.press("a")
        assert "differs: kpagecount" in game.text
        lines = game.app.screen.query_one("#sheet-text").lines
        wrong = [span.text for line in lines for span in line if span.role is Role.WRONG]
        assert any(text.startswith("! ") for text in wrong)


async def test_at_the_start_there_is_nothing_to_ask(play, scenario, kernel):
    async with play(scenario) as game:
        await game.press("home", "a")
        assert "This is the start" in game.text
        assert kernel.scripts == []


async def test_where_it_cannot_be_asked_one_sentence_says_what_it_takes(play, scenario, kernel):
    kernel.missing = "root or CAP_SYS_ADMIN (sudo mmtui ...)"
    async with play(scenario, size=(80, 24)) as game:
        await game.press("a")
        assert "To ask the kernel under you takes root or CAP_SYS_ADMIN (sudo mmtui ...)." in words(game)
        await game.press("enter")
        assert "question 1 of 2" in game.text
        assert kernel.scripts == []


async def test_what_would_be_set_is_asked_first(play, scenario, kernel):
    kernel.here["thp"] = "never"
    async with play(scenario) as game:
        await game.press("a")
        assert "thp never -> always" in words(game)
        assert kernel.scripts == []
        await game.press("q")
        assert kernel.scripts == []
        await game.press("a", "enter")
        assert kernel.scripts[0].startswith("set thp always\n")
        assert "for the moment of asking it was set to thp always, and then put back" in words(game)


@pytest.mark.parametrize("key", ["a", "escape", "q"])
async def test_asking_can_be_given_up_and_the_screen_stays_alive(play, scenario, kernel, key):
    kernel.hangs = Event()
    async with play(scenario) as game:
        await game.pilot.press("a")
        await until(game, "operations done")
        await game.pilot.press(key)
        await asyncio.to_thread(kernel.hangs.wait, 10)
        await game.settle()
        assert kernel.cancelled
        assert "question 1 of 2" in game.text
        assert "could not be asked" not in game.text


async def test_leaving_mmtui_ends_what_was_asked(play, scenario, kernel):
    kernel.hangs = Event()
    async with play(scenario) as game:
        await game.pilot.press("a")
        await until(game, "operations done")
        await game.pilot.press("ctrl+c")
        assert await asyncio.to_thread(kernel.hangs.wait, 10)


async def test_a_kernel_that_fails_is_a_sentence(play, scenario, kernel):
    kernel.dies = "write"
    async with play(scenario) as game:
        await game.press("a")
        assert "The kernel could not be asked: a process of the script died" in words(game)
        await game.press("q", "a")
        assert len(kernel.scripts) == 2


async def test_an_answer_that_makes_no_sense_does_not_end_the_game(play, scenario, kernel):
    kernel.twist = lambda state: []
    async with play(scenario) as game:
        await game.press("a")
        assert "The kernel could not be asked: IndexError" in words(game)
        await game.press("q")
        assert "question 1 of 2" in game.text


async def test_it_stands_in_the_footer_the_help_and_the_palette(play, scenario, kernel):
    async with play(scenario, size=(120, 40)) as game:
        await game.click_on("a kernel")
        assert len(kernel.scripts) == 1
        await game.press("q", "question_mark")
        lines = game.app.screen.query_one("#sheet-text").lines
        assert any("ask the kernel under you" in span.text for line in lines for span in line)
        await game.press("q", "colon", *"askthekernel")
        await until(game, "Ask the kernel under you")
