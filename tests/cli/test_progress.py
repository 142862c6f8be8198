from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def mmtui(tmp_path: Path):
    """Run a command with a record of its own."""

    def mmtui(*words: str, said: str = "", state: str = "one") -> subprocess.CompletedProcess[str]:
        env = os.environ | {
            "MMTUI_STATE_DIR": str(tmp_path / state),
            "MMTUI_DATA_DIR": str(tmp_path / "data"),
        }
        command = [sys.executable, "-m", "mmtui", *words]
        return subprocess.run(command, input=said, env=env, text=True, capture_output=True, check=False)

    return mmtui


def test_a_new_player_has_nothing_and_is_told_what_comes_first(mmtui) -> None:
    record = json.loads(mmtui("progress", "--json").stdout)
    assert (record["schema"], record["solved"], record["stars"], record["next"]) == (1, 0, 0, "controls")
    lines = mmtui("progress").stdout.splitlines()
    assert lines[-1] == "next: mmtui controls"
    assert any(text.startswith("  ooo  controls") for text in lines)


def test_a_record_goes_from_one_machine_to_another(mmtui, tmp_path: Path) -> None:
    mmtui("play", "controls", said="hint\n9\n")
    file = tmp_path / "mine.json"
    assert mmtui("export", str(file)).returncode == 0
    again = mmtui("export", str(file))
    assert again.returncode == 2
    assert "is there already" in again.stderr
    taken = mmtui("import", str(file), state="two")
    assert taken.returncode == 0
    assert "2 rows read, 2 new" in taken.stderr
    assert "2 rows read, 0 new" in mmtui("import", str(file), state="two").stderr
    assert mmtui("export", "-", state="two").stdout == file.read_text()


@pytest.mark.parametrize("text", ["", "no JSON", '{"schema": 1}'])
def test_a_file_that_is_no_record_is_refused(mmtui, tmp_path: Path, text: str) -> None:
    file = tmp_path / "strange.json"
    file.write_text(text)
    refused = mmtui("import", str(file))
    assert refused.returncode == 3
    assert str(file) in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_a_mistake_in_the_command(mmtui) -> None:
    refused = mmtui("import", "nowhere.json")
    assert refused.returncode == 2
    assert "nowhere.json cannot be read: No such file or directory" in refused.stderr


def test_beginning_anew_asks_first(mmtui) -> None:
    mmtui("play", "controls", said="9\n")
    assert json.loads(mmtui("export", "-").stdout)["reset"] == []
    refused = mmtui("progress", "--reset", "controls", said="n\n")
    assert refused.returncode == 1
    assert "nothing was changed" in refused.stderr
    done = mmtui("progress", "--reset", "controls", "--yes")
    assert done.returncode == 0
    assert len(json.loads(mmtui("export", "-").stdout)["reset"]) == 1
    assert mmtui("progress", "--reset", "controll", "--yes").returncode == 2


def test_practice_goes_on_until_one_quits(mmtui) -> None:
    first = mmtui("practice", "3", said="quit\n")
    assert first.returncode == 1
    assert "Practice 3.1, problem 1" in first.stdout
    assert "practice-3-1-1: 0 problems of chapter 3 solved in a row" in first.stderr
    same = mmtui("play", "practice-3-1-1", said="quit\n")
    assert same.stdout == first.stdout
    assert mmtui("practice", "9", said="").returncode == 2
