"""How the game is opened and left, as the command line does it."""

import gc

import pytest

from mmtui.tui import app as apps
from mmtui.tui.app import MmtuiApp, run_app


@pytest.fixture
def headless(monkeypatch):
    """Run apps without a terminal, with these keys."""

    def keys(*pressed):
        async def play(pilot):
            await pilot.app.workers.wait_for_complete()
            await pilot.press(*pressed)

        run = MmtuiApp.run
        monkeypatch.setattr(
            apps.MmtuiApp, "run", lambda app: run(app, headless=True, auto_pilot=play, size=(80, 24))
        )

    return keys


def test_leaving_is_0(headless, catalog, progress):
    headless("q")
    assert run_app(catalog, progress=progress) == 0


def test_interrupting_is_130(headless, catalog, progress):
    headless("ctrl+c")
    assert run_app(lambda: catalog, progress=progress) == 130


@pytest.mark.parametrize(("value", "colourless"), [("", False), ("1", True)])
def test_an_empty_no_color_is_not_set(headless, catalog, progress, monkeypatch, value, colourless):
    seen = []
    monkeypatch.setenv("NO_COLOR", value)
    monkeypatch.setattr(apps.MmtuiApp, "on_mount", lambda app: seen.append(app.no_color))
    headless("q")
    run_app(catalog, progress=progress)
    assert seen == [colourless]


async def test_a_scenario_title_is_no_markup(play, scenario):
    title = "[b]A[/b] [@click=app.quit]B"
    scenario.write_text(scenario.read_text().replace("Detect the last unmap", title))
    async with play(scenario, brief=True) as game:
        assert title in game.text  # in the border of the brief
        await game.press("enter")
        assert title in game.text
        await game.press("q")
        assert title in game.text


def test_leaving_before_anything_is_shown_is_no_error(catalog, progress):
    async def at_once(pilot):
        pilot.app.exit(0)

    app = MmtuiApp(catalog, progress=progress)
    assert app.run(headless=True, auto_pilot=at_once, size=(80, 24)) == 0
    assert app.return_code == 0


async def test_the_garbage_collector_has_not_all_to_look_through_while_one_plays(play, scenario):
    async with play(scenario):
        # what stays in its reach is the game, and not what was imported for it
        assert gc.get_freeze_count() > len(gc.get_objects())
