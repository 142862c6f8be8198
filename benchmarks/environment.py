"""Where mmtui is started from: an environment it was installed into, and folders that are nobody's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.options import Options

REPOSITORY = Path(__file__).resolve().parents[1]
APPS = Path(__file__).with_name("apps")
_PLUGIN = '''"""Scenarios for a benchmark."""

from pathlib import Path

from mmtui import hookimpl


@hookimpl
def register_scenarios():
    return [Path(__file__).with_name("scenarios")]
'''
_LEFT_OUT = ("MMTUI_", "NO_COLOR", "PYTHON", "TMUX", "TERM_PROGRAM", "TEXTUAL")
"""How variables begin that would change what is measured."""


class SetupError(Exception):
    """An environment could not be made."""


class Place(NamedTuple):
    """An environment with mmtui, and a folder in which everything it keeps will lie."""

    python: Path
    scratch: Path

    @property
    def mmtui(self) -> str:
        return str(self.python.with_name("mmtui"))

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a player who has never played and has plugins of their own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
        folders = {f"MMTUI_{kind.upper()}_DIR": str(self.scratch / kind) for kind in ("state", "data")}
        return {**kept, **folders}

    def output(self, *words: str) -> str:
        """Return what a command of mmtui prints."""
        command = (self.mmtui, *words)
        return subprocess.run(command, env=self.environ, check=True, capture_output=True, text=True).stdout

    def versions(self) -> dict[str, str]:
        """Return what is measured."""
        names = ("mmtui", "textual")
        code = f"from importlib.metadata import version; print(*map(version, {names}))"
        found = subprocess.run([self.python, "-c", code], check=True, capture_output=True, text=True).stdout
        return dict(zip(names, found.split(), strict=True))


@contextmanager
def place(options: Options) -> Iterator[Place]:
    """Make a scratch folder, and an environment in it unless one was given."""
    with TemporaryDirectory(prefix="mmtui-benchmark-") as folder:
        scratch = Path(folder)
        # not resolved: it is the link that makes it the Python of its environment
        python = options.python.absolute() if options.python else built(scratch / "venv", str(REPOSITORY))
        if not python.with_name("mmtui").exists():
            raise SetupError(f"mmtui is not installed beside {python}")
        yield Place(python, scratch)


def built(folder: Path, *requirements: str) -> Path:
    """Make an environment with some packages, and return its Python.

    pip compiles what it installs.  A checkout in which no bytecode may be written would be compiled
    at every start, and measured would be that.
    """
    print(f"benchmarks: installing {' '.join(requirements)} ...", file=sys.stderr, flush=True)
    python = folder / "bin" / "python"
    _run(sys.executable, "-m", "venv", str(folder))
    _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)
    return python


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise SetupError(f"{' '.join(command)} failed: {' '.join(last)}")


def add_scenarios(data: Path, number: int) -> None:
    """Put a plugin with so many scenarios into a player's folder; each is a copy of the largest of ours."""
    ours = sorted((REPOSITORY / "scenarios").glob("*.mmtui.toml"), key=lambda path: path.stat().st_size)
    text = ours[-1].read_text()
    folder = data / "plugins" / "scenarios"
    folder.mkdir(parents=True)
    for at in range(number):
        copy = _with(_with(text, "id", f"copy-{at:02}"), "title", f"Copy {at:02}")
        (folder / f"copy-{at:02}.mmtui.toml").write_text(copy)
    (data / "plugins" / "many_scenarios.py").write_text(_PLUGIN)


def _with(text: str, key: str, value: str) -> str:
    return re.sub(rf'^({key}\s*=\s*)".*"$', rf'\1"{value}"', text, count=1, flags=re.MULTILINE)
