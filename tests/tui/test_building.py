"""A scheme is built on the screen: edited, watched, examined, begun again; the game survives the file."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.app import App

from mmtui.catalog.drafts import draft_of
from mmtui.tui.examining import ExamineScreen
from mmtui.tui.external import editor_of
from mmtui.tui.lab_run import RunScreen
from mmtui.tui.play import PlayScreen
from mmtui.tui.text_editor import EditScreen

FILE = Path(__file__).parents[1] / "scenarios" / "mend-it.mmtui.toml"
LINE = "            yield self.double_map.exchange(folio, 1)\n"
MENDED = (
    "            if not (yield self.double_map.exchange(folio, 1)):\n"
    "                yield from self._added(folio, folio.pages)\n"
)
EDITOR = f"""
import sys
from pathlib import Path
path = Path(sys.argv[-1])
path.write_text(path.read_text().replace({LINE!r}, {MENDED!r}))
"""


@pytest.fixture
def build(course: Path) -> Path:
    path = course / FILE.name
    path.write_text(FILE.read_text())
    return path


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMTUI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "builds" / "mend-it" / "first_scheme.py"


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that mends the file; the terminal of the tests needs not be given away for it."""
    script = tmp_path / "editor.py"
    script.write_text(EDITOR)
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{script}' --wait")
    monkeypatch.setattr(App, "suspend", lambda app: nullcontext())


def words(game) -> str:
    return " ".join(game.text.replace("│", " ").split())


async def until(game, text: str) -> None:
    for _ in range(1_200):
        await game.pilot.pause(0.05)
        if text in words(game):
            return
    pytest.fail(f"{text!r} does not appear:\n{game.text}")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("colour", [True, False])
async def test_the_file_is_examined_and_what_breaks_it_is_opened(
    play, build, file, progress, size, colour, monkeypatch
):
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    async with play(build, size=size) as game:
        assert "Mend the scheme." in game.text
        assert str(file) in game.text.replace("\n", "").replace("│", "").replace(" ", "")
        assert "[ ] No run of 2 operations breaks it" in game.text
        assert file.is_file()
        await game.press("enter")
        assert isinstance(game.app.screen, PlayScreen)
        assert "[!] It tells the truth in the 7 operations of this scenario" in game.text
        assert "page-mapcount is 2, but first-scheme says 1" in words(game)
        await game.press("x")
        await until(game, "what breaks it")
        assert isinstance(game.app.screen, RunScreen)
        assert "5 B mprotect r 2 5 ro" in game.text
        assert "says no truth yes" in words(game)
        await game.press("q")
        assert isinstance(game.app.screen, PlayScreen)
    assert [answer.outcome for answer in progress.answers()] == ["not-yet"]


async def test_an_editor_mends_the_file_and_the_question_is_solved(play, build, editor, progress):
    async with play(build) as game:
        await game.press("e")
        await until(game, "[x] The run costs at most 60 atomics (it costs 30)")
        assert "[ ] No run of 2 operations breaks it" in game.text
        assert "Your file has changed" in game.text
        await game.press("enter")
        assert "Right. It stands everything that was tried." in game.text
        assert "all there are" in game.text
        await game.press("enter")
        assert "A flag. A promise." in game.text
    (answer,) = progress.answers()
    assert answer.text.startswith("first-scheme ")
    assert "mend-it" in progress.solved()


async def test_a_file_of_an_earlier_game_is_looked_at_when_it_is_opened(play, build, file):
    file.parent.mkdir(parents=True)
    file.write_text("def (\n")
    async with play(build) as game:
        await until(game, "[!] The file can be loaded")
        assert "Your file has changed" not in words(game)
        assert file.read_text() == "def (\n"


async def test_what_another_program_writes_is_seen(play, build, file):
    async with play(build) as game:
        file.write_text("def (\n")
        await until(game, "[!] The file can be loaded")
        assert "first_scheme.py:1: SyntaxError" in words(game)


def test_who_builds_nothing_waits_for_nothing():
    """What it stands on is imported when a scheme is to be written, and the editor when it is opened."""
    seen = "import sys, mmtui.tui.play, mmtui.tui.library, mmtui.plain.commands; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True).stdout
    late = {"mmtui.game.building", "mmtui.game.handing_in", "mmtui.game.build_apart", "multiprocessing"}
    assert "mmtui.tui.building" in modules.split()
    assert not late & set(modules.split())
    assert "textual.widgets._text_area" not in modules.split()


async def test_without_an_editor_that_is_said(play, build, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    async with play(build) as game:
        await game.press("e")
        assert "There is no editor here: set EDITOR before you start mmtui, or press i" in words(game)


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("no-such-editor", "no-such-editor cannot be started: No such file or directory."),
        ("false", "false ended with 1."),
        ("vi 'x", "EDITOR cannot be read: No closing quotation."),
    ],
)
async def test_an_editor_that_fails_is_said(play, build, monkeypatch, editor, said):
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.setattr(App, "suspend", lambda app: nullcontext())
    async with play(build) as game:
        await game.press("e")
        assert said in words(game)


async def test_where_the_terminal_cannot_be_given_away_that_is_said(play, build, monkeypatch):
    monkeypatch.setenv("EDITOR", "true")
    async with play(build) as game:  # the terminal of the tests is such a one
        await game.press("e")
        assert "No other program can be shown here; i edits the file in the game." in words(game)


def test_an_editor_is_looked_for_where_people_set_it(tmp_path):
    assert editor_of({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor_of({"VISUAL": " ", "EDITOR": "emacs -nw"}) == ["emacs", "-nw"]
    assert editor_of({"PATH": str(tmp_path)}) == []
    (tmp_path / "nano").write_text("#!/bin/sh\n")
    (tmp_path / "nano").chmod(0o755)
    assert editor_of({"PATH": str(tmp_path)}) == ["nano"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import posix; posix._exit(9)\n", "it ended the process, with 9, as os._exit() does"),
        ("import os; os._exit(9)\n", "called os._exit(9)"),
        ("import sys; sys.exit(9)\n", "sys.exit()"),
        ("print('I am here')\nraise RuntimeError('mine')\n", "RuntimeError: mine"),
    ],
)
async def test_the_game_survives_the_file(play, build, file, text, said):
    async with play(build) as game:
        file.write_text(text)
        await game.press("enter")
        await until(game, said)
        assert "I am here" not in game.text
        await game.press("x")
        assert "There is no run to show" in words(game)
        await game.press("left")
        assert "operation 6/7" in game.text


async def test_an_examination_can_be_stopped(play, build, file, progress):
    async with play(build) as game:
        file.write_text("import time\ntime.sleep(100)\n")
        await game.pilot.press("enter")
        await until(game, "the file is loaded")
        assert isinstance(game.app.screen, ExamineScreen)
        await game.press("escape")
        await until(game, "It was stopped, so nothing is said of the file.")
        assert isinstance(game.app.screen, PlayScreen)
    assert progress.answers() == ()


async def test_the_file_begins_again_and_the_old_one_is_kept(play, build, file):
    async with play(build) as game:
        file.write_text("# mine\n")
        await game.press("R", "enter")
        assert file.read_text() == "# mine\n"
        await game.press("R", "2", "enter")
        assert "the old one is kept as first_scheme.1.old" in words(game)
        assert "class FirstScheme" in file.read_text()
        assert file.with_name("first_scheme.1.old").read_text() == "# mine\n"


async def test_the_laboratory_is_not_opened_on_what_was_there_before(play, build, file):
    async with play(build) as game:
        await game.press("t")
        assert isinstance(game.app.screen, PlayScreen)
        assert "To race it: mmtui --plugins-dir" in words(game)


async def test_keys_of_a_file_say_where_there_is_none(play, scenario):
    async with play(scenario) as game:
        for key in ("e", "i", "x", "R"):
            await game.press(key)
            assert "There is no file of your own in this question." in game.text


# -- the editor in the game


async def test_what_is_typed_is_kept_before_the_next_key(play, build, file):
    async with play(build, size=(80, 24)) as game:
        await game.press("i")
        await game.type("xyz")
        assert draft_of(file).read_text().startswith('xyz"""double-map')
        assert file.read_text().startswith('"""double-map')
        await game.press("escape")
        assert "it is not saved" in game.text
        await game.press("2", "enter")
        assert isinstance(game.app.screen, PlayScreen)
        await game.press("i")
        assert 'xyz"""double-map' in game.text
        assert "You go on with what you typed and did not save." in game.text
        await game.press("ctrl+s")
        assert "Saved." in game.text
        assert file.read_text().startswith('xyz"""double-map')
        assert not draft_of(file).exists()
        await game.press("escape")
        await until(game, "[!] The file can be loaded")


async def test_esc_can_save_and_can_go_on(play, build, file):
    async with play(build) as game:
        await game.press("i", "a", "escape", "3", "enter")
        assert isinstance(game.app.screen, EditScreen)
        await game.press("b", "escape", "1", "enter")
        assert isinstance(game.app.screen, PlayScreen)
        assert file.read_text().startswith('ab"""')


async def test_ctrl_c_while_typing_loses_nothing(play, build, file):
    async with play(build) as game:
        await game.press("i", "a")
        await game.pilot.press("ctrl+c")
        await game.pilot.pause()
        assert game.app.return_value == 130
    assert draft_of(file).read_text().startswith('a"""')


async def test_a_new_line_begins_where_the_one_above_does(play, build, file):
    async with play(build) as game:
        file.write_text("class A:\n    def f(self):\n")
        await game.press("i", "down", "end", "enter", "a", "enter", "b", "ctrl+s")
        assert file.read_text() == "class A:\n    def f(self):\n        a\n        b\n"


async def test_a_file_changed_meanwhile_is_kept(play, build, file):
    async with play(build) as game:
        await game.press("i", "a")
        file.write_text("theirs\n")
        await game.press("ctrl+s")
        assert "first_scheme.1.old" in game.text
        assert file.with_name("first_scheme.1.old").read_text() == "theirs\n"
        assert file.read_text().startswith('a"""')


async def test_what_cannot_be_kept_is_said(play, build, file, monkeypatch):
    async with play(build) as game:
        await game.press("i")

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        await game.press("a", "ctrl+s")
        assert "Not saved: [Errno 28] No space left on device" in words(game)
        assert file.read_text().startswith('"""')
        await asyncio.sleep(0)
