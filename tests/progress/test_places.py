from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mmtui.progress import progress_path, state_dir


def test_the_record_lies_in_the_xdg_state_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("MMTUI_STATE_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert progress_path() == tmp_path / "mmtui" / "progress.db"


def test_the_player_can_choose_another_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("MMTUI_STATE_DIR", str(tmp_path))
    assert state_dir() == tmp_path
    assert progress_path() == tmp_path / "progress.db"


def test_an_empty_choice_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv("MMTUI_STATE_DIR", "")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_dir() == tmp_path / "mmtui"


def test_asking_where_makes_no_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("MMTUI_STATE_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    progress_path()
    assert list(tmp_path.iterdir()) == []


def test_importing_reads_no_environment_and_no_platformdirs(root: Path):
    lines = (
        "import os, sys\n"
        "os.environ.__class__.get = os.environ.__class__.__getitem__ = None\n"
        "import mmtui.progress\n"
        "assert 'platformdirs' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", lines], cwd=root, check=True)
