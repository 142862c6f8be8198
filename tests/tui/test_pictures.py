"""A few pictures, at fixed sizes; run with --snapshot-update after looking at what has changed."""

import pytest

from mmtui.tui.app import MmtuiApp
from mmtui.tui.theme import LIGHT

TO_QUESTION_TWO = ("enter", "enter", "1", "enter", "enter")


@pytest.fixture
def picture(snap_compare, catalog, progress, course):
    """Return whether the screen looks as it did, after these keys."""

    def same(scenario, keys, size, theme=None):
        app = MmtuiApp(catalog, progress=progress, scenario=scenario, folder=course)

        async def play(pilot):
            if theme is not None:
                app.theme = theme
            for key in ("", *keys):
                await pilot.app.workers.wait_for_complete()
                await pilot.press(*([key] if key else []))
                await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=play)

    return same


def test_the_course(picture, progress):
    progress.record_solved("nobody-knows-this", digest="x")
    assert picture(None, [], (80, 24))


def test_the_brief(picture, scenario):
    assert picture(scenario, [], (80, 24))


def test_all_panes(picture, scenario):
    assert picture(scenario, [*TO_QUESTION_TWO, "right"], (120, 40))


def test_one_pane_in_light_colours(picture, scenario):
    assert picture(scenario, [*TO_QUESTION_TWO, "right"], (80, 24), LIGHT.name)


def test_a_wrong_answer_without_colours(picture, scenario, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(scenario, ["enter", "h", "enter", "0", "enter"], (80, 24))


def test_eight_processes_and_512_pages(picture, eight_processes):
    assert picture(eight_processes, [*TO_QUESTION_TWO, "end"], (120, 40))
