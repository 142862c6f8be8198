"""Every scenario is solved with the keyboard alone, and its questions are seen whole at every size."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.geometry import Region

from mmtui.catalog import bundled
from mmtui.game.handing_in import file_of
from mmtui.game.session import Session
from mmtui.scenario import ActAsk, BuildAsk, FindAsk, RaceAsk, load
from mmtui.tui.play import PlayScreen
from mmtui.tui.theme import DARK, LIGHT

FILES = sorted(bundled("scenarios").glob("*.mmtui.toml"))
LOOKS = (DARK.name, LIGHT.name, "")
"""Colours in turn; without a name there are none."""
FOLDERS = (bundled("plugins"), bundled("plugins") / "exercises")


def _id(path: Path) -> str:
    return path.name.split("-", 2)[-1].removesuffix(".mmtui.toml")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMTUI_DATA_DIR", str(tmp_path / "data"))


def words(game) -> str:
    return " ".join(game.text.replace("│", " ").split())


def played(game) -> Session:
    """Return the session of the play screen, which a sheet may lie over."""
    return next(
        screen for screen in reversed(game.app.screen_stack) if isinstance(screen, PlayScreen)
    ).look.session


def assert_all_is_seen(game) -> None:
    """What is asked is not cut, no line is wider than the screen, and the keys are there."""
    screen = game.app.screen
    asked, size = screen.query_one("#asked"), game.app.size
    prompt = " ".join(screen.look.asked.prompt.split())
    assert prompt in words(game), f"clipped at {size}:\n{game.text}"
    assert len(asked.lines) <= asked.rows, f"below the question at {size}:\n{game.text}"
    rows = game.text.splitlines()
    assert len(rows) == size.height
    assert max(map(len, rows)) <= size.width
    assert "? help" in rows[-1]
    assert Region(0, 0, *size).contains_region(screen.query_one("KeyBar").region)


async def answer(game, answer: str) -> None:
    """Answer the open question as the solution does; it is right."""
    match game.app.screen.look.session.question.ask:
        case FindAsk():
            await find(game, answer)
        case ActAsk():
            await game.press("enter")
            for op in answer.split(";"):
                await game.type(op.strip())
                await game.press("enter")
        case RaceAsk():
            await game.press("enter", *("n" if answer == "holds" else answer))
            await wait_for(game, lambda: "Enter go on" in game.text)
            await game.press("enter")
        case BuildAsk():
            await build(game, answer)
        case _:
            await game.press("enter")
            await game.type(answer)
            await game.press("enter")


async def find(game, answer: str) -> None:
    """Go to the operation, and press Enter there."""
    session = game.app.screen.look.session
    texts = [str(op) for op in session.trial.ops]
    number = int(answer) if answer.isdecimal() else texts.index(answer) + 1
    await game.press("g", *str(number), "space")
    assert game.app.screen.look.session.cursor == number
    await game.press("enter")


async def build(game, answer: str) -> None:
    """Copy the reference scheme into the player's file, and have it examined."""
    name = f"{answer.replace('-', '_')}.py"
    source = next(folder / name for folder in FOLDERS if (folder / name).exists())
    text = source.read_text().replace(f'"{answer}"', f'"my-{answer}"')  # a name of its own
    file_of(game.app.screen.look.session).write_text(text)
    await game.press("enter")
    await wait_for(game, lambda: "Enter go on" in game.text)
    await game.press("enter")


async def wait_for(game, condition) -> None:
    for _ in range(600):
        if condition():
            return
        await game.pilot.pause(0.05)
    pytest.fail(f"it does not happen:\n{game.text}")


@pytest.mark.parametrize(("number", "path"), enumerate(FILES), ids=map(_id, FILES))
async def test_it_is_solved_by_keys_and_every_question_is_seen(play, progress, monkeypatch, number, path):
    theme = LOOKS[number % len(LOOKS)]
    if not theme:
        monkeypatch.setenv("NO_COLOR", "1")
    scenario = load(path)
    async with play(path, size=(80, 24)) as game:
        if theme:
            game.app.theme = theme
        for at, given in enumerate(map(str, scenario.solution.steps)):
            assert played(game).step == at
            for size in ((120, 40), (80, 24)):
                await game.pilot.resize_terminal(*size)
                await game.settle()
                assert_all_is_seen(game)
            await answer(game, given)
            assert played(game).step == at + 1, game.text
            if not game.app.screen.query("#sheet-text"):  # what was built is followed by the debrief at once
                await game.press("enter")
        assert f"solved: {scenario.title}" in game.text
    (mark,) = progress.games().values()
    assert mark[0].stars(tuple(getattr(step.ask, "par", None) for step in scenario.steps)) == 3
