"""``mmtui`` and ``mmtui SCENARIO``: what the game is opened with."""

from __future__ import annotations

import os
import sys
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mmtui.cli import main


@pytest.fixture
def opened(monkeypatch):
    """Run a command line where the game would open, and return what it is given."""

    def opened(*args: object, term: str = "xterm") -> dict[str, Any]:
        given: dict[str, Any] = {}

        def run_app(catalog, **rest):
            given.update(rest, catalog=catalog, no_color=os.environ.get("NO_COLOR"))
            given["answers"] = rest["progress"].answers()
            return 0

        app = ModuleType("mmtui.tui.app")
        app.run_app = run_app
        monkeypatch.setitem(sys.modules, "mmtui.tui.app", app)
        terminal = StringIO()
        terminal.isatty = lambda: True
        monkeypatch.setattr(sys, "stdin", terminal)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("TERM", term)
        given["code"] = main([str(arg) for arg in args])
        return given

    return opened


def test_without_a_scenario_the_game_opens_at_the_course(opened):
    given = opened()
    assert given["code"] == 0
    assert (given["scenario"], given["scheme"], given["notices"]) == (None, None, [])


def test_a_scenario_is_found_by_its_id(opened):
    assert opened("last-unmap-doublemap")["scenario"].name.endswith("last-unmap-doublemap.mmtui.toml")


def test_a_scenario_is_found_by_its_file(opened, scenario_file):
    given = opened(scenario_file, "--scheme", "per-page")
    assert (given["scenario"], given["scheme"]) == (scenario_file, "per-page")


def test_a_scenario_of_a_plugin_is_found_by_its_id(opened, plugins_dir, scenario_file):
    assert opened("--plugins-dir", plugins_dir, "example-last-unmap")["scenario"] == scenario_file


def test_our_own_scenario_keeps_its_id(opened, plugins_dir, scenario_file):
    taken = scenario_file.read_text().replace("example-last-unmap", "last-unmap-small")
    scenario_file.write_text(taken)
    assert opened("--plugins-dir", plugins_dir, "last-unmap-small")["scenario"] != scenario_file


def test_plugins_are_loaded_when_the_game_asks_for_them(opened, plugins_dir):
    catalog = opened("--plugins-dir", plugins_dir)["catalog"]()
    assert "breaks" in catalog.schemes


def test_what_is_left_over_is_refused(opened, capsys):
    assert opened("last-unmap-doublemap", "--json")["code"] == 2
    assert "--json" in capsys.readouterr().err
    assert opened("last-unmap-doublemap", "twice")["code"] == 2


def test_an_unknown_scheme_ends_with_2_before_the_screen(opened, capsys):
    assert opened("last-unmap-doublemap", "--scheme", "double-mop") == {"code": 2}
    assert "there is no scheme 'double-mop'; did you mean 'double-map'?" in capsys.readouterr().err


def test_a_file_that_is_no_scenario_ends_with_3_before_the_screen(opened, scenario_file, capsys):
    scenario_file.write_text("format = ")
    assert opened(scenario_file) == {"code": 3}
    assert "1 problem" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["play"]])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fork.ops", "fork.ops is a script, not a scenario; mmtui run fork.ops shows what it does"),
        ("six.jsonl", "six.jsonl is a recording, not a scenario; mmtui replay six.jsonl"),
        ("lost.race", "lost.race is a race, not a scenario; mmtui race SCHEME --file lost.race"),
        ("mine.py", "mine.py is a plugin, not a scenario; mmtui --plugins-dir . plugins list"),
        ("folder.d", "folder.d is a folder; name a scenario file"),
    ],
)
def test_a_file_of_another_kind_is_told_its_command(
    opened, tmp_path, monkeypatch, capsys, command, name, said
):
    monkeypatch.chdir(tmp_path)
    Path(name).mkdir() if name == "folder.d" else Path(name).write_text("proc A\n")
    assert opened(*command, name) == {"code": 2}
    assert said in capsys.readouterr().err


def test_a_plugins_dir_that_is_not_there_is_said_before_the_screen(opened):
    given = opened("--plugins-dir", "/no/such/folder")
    assert given == {"code": 2}


def test_a_record_that_cannot_be_used_is_told_to_the_game(opened, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MMTUI_STATE_DIR", str(tmp_path / "file" / "state"))
    [notice] = opened()["notices"]
    assert "not saved" in notice


@pytest.mark.parametrize(
    ("args", "environment", "seen"),
    [
        ([], "1", "1"),
        ([], "", None),
        (["--color", "never"], "", "1"),
        (["--color", "always"], "1", None),
    ],
)
def test_the_game_sees_no_color_as_it_is_meant(opened, monkeypatch, args, environment, seen):
    monkeypatch.setenv("NO_COLOR", environment)
    assert opened(*args)["no_color"] == seen


def test_practice_opens_on_a_terminal(opened):
    given = opened("practice", "3", "--level", "2")
    assert given["code"] == 0
    assert given["drill"] == (3, 2, None)


def test_a_problem_is_opened_by_its_number(opened, capsys):
    assert opened("practice-3-2-7")["drill"] == (3, 2, 7)
    assert opened("practice-9-2-7") == {"code": 2}
    assert "chapter 9 has nothing to practise; 1 to 8 have" in capsys.readouterr().err
    assert opened("practice-3-9-7") == {"code": 2}
    assert "there is no level 9; there are 1 to 5" in capsys.readouterr().err
    assert opened("practice-3-2-7", "--scheme", "per-page") == {"code": 2}


@pytest.mark.parametrize("command", ["practice", "sandbox"])
def test_on_a_dumb_terminal_it_is_lines_of_text(opened, capsys, command):
    given = opened(command, term="dumb")
    assert given.keys() == {"code"}
    assert "page" in capsys.readouterr().out


def test_the_sandbox_begins_with_a_script(opened, tmp_path):
    script = tmp_path / "a.ops"
    script.write_text("proc A\nA mmap r anon 8\n")
    given = opened("sandbox", script)
    assert [str(op) for op in given["session"].ops] == ["proc A", "A mmap r anon 8"]


def test_a_dumb_terminal_is_none(opened, capsys):
    assert opened(term="dumb") == {"code": 2}
    assert "needs a terminal" in capsys.readouterr().err


def test_the_game_opens_in_a_real_terminal_and_q_leaves_it():
    ptyprocess = pytest.importorskip("ptyprocess")
    game = ptyprocess.PtyProcess.spawn(
        [sys.executable, "-m", "mmtui"], dimensions=(40, 120), env={**os.environ, "TERM": "xterm-256color"}
    )
    seen = b""
    while b"chapters" not in seen:
        seen += game.read()
    game.write(b"q")
    while True:
        try:
            game.read()
        except EOFError:
            break
    assert game.wait() == 0
    assert Path(os.environ["MMTUI_STATE_DIR"]).is_dir()
