from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

import mmtui.errors
from mmtui.cli import main

ROOT = Path(mmtui.errors.__file__).parent.parent
EXAMPLE = Path(__file__).parents[1] / "plain" / "example.mmtui.toml"

SCRIPT = """\
# A and B share a huge page
proc A
A mmap r anon 8
A write r
A fork B
B munmap r 3 4
"""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's machine is read or written."""
    monkeypatch.setenv("MMTUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("MMTUI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("NO_COLOR", "FORCE_COLOR", "MMTUI_PLUGINS", "MMTUI_DISABLE_PLUGINS", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


class Ended(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@pytest.fixture
def mmtui_(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Run a command in this process."""

    def mmtui_(*args: object, stdin: str = "") -> Ended:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", StringIO(stdin))
        code = main([str(arg) for arg in args])
        return Ended(code, *capsys.readouterr())

    return mmtui_


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Ended]:
    """Run a command as a user does, in a process of its own."""

    def process(*args: object, stdin: str = "", **environment: str) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "mmtui", *map(str, args)],
            cwd=tmp_path,
            env={**os.environ, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return process


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "shared.ops"
    path.write_text(SCRIPT)
    return path


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    return Path(shutil.copy(EXAMPLE, folder))


@pytest.fixture
def plugins_dir(tmp_path: Path, scenario_file: Path) -> Path:
    """A folder with a plugin that offers the example, one that is broken, and a scheme that breaks."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "course.py").write_text(
        "from pathlib import Path\n"
        "from mmtui import hookimpl\n\n\n"
        "@hookimpl\n"
        "def register_scenarios():\n"
        f"    return [Path({str(scenario_file.parent)!r})]\n"
    )
    (folder / "broken.py").write_text("from mmtui import hookimpl\n\nraise RuntimeError('no luck')\n")
    (folder / "breaks.py").write_text(
        "from mmtui import Scheme, hookimpl\n\n\n"
        "class Breaks(Scheme):\n"
        "    name = 'breaks'\n\n"
        "    def map_ptes(self, folio, pages, vma):\n"
        "        raise RuntimeError('cannot count')\n\n"
        "    def unmap_ptes(self, folio, pages, vma):\n"
        "        raise RuntimeError('cannot count')\n\n\n"
        "@hookimpl\n"
        "def register_schemes():\n"
        "    return [Breaks]\n"
    )
    return folder
