from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import mmtui.errors
from mmtui.progress import Opened, Progress, open_progress

NOON = datetime(2031, 5, 4, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def root() -> Path:
    """The folder that ``mmtui`` is imported from."""
    return Path(mmtui.errors.__file__).parent.parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "progress.db"


@pytest.fixture
def reopen(path: Path) -> Iterator[Callable[[], Opened]]:
    """Open the record at ``path`` as one more game would; all are closed at the end."""
    with ExitStack() as games:

        def reopen() -> Opened:
            opened = open_progress(path, tool_version="1.2", clock=lambda: NOON)
            games.enter_context(opened.progress)
            return opened

        yield reopen


@pytest.fixture
def progress(reopen: Callable[[], Opened]) -> Progress:
    return reopen().progress


@pytest.fixture
def game(path: Path, root: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Run Python lines in a process of their own, where ``path`` is the record's."""
    with ExitStack() as games:

        def game(lines: str) -> subprocess.Popen[str]:
            start = (
                "from pathlib import Path\n"
                "from mmtui.progress import open_progress\n"
                f"path = Path({str(path)!r})\n"
            )
            process = subprocess.Popen(
                [sys.executable, "-c", start + lines],
                cwd=root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            games.enter_context(process)
            games.callback(process.kill)
            return process

        yield game


@pytest.fixture
def integrity() -> Callable[[Path], str]:
    """Ask SQLite itself whether a file is sound."""

    def integrity(path: Path) -> str:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchone()[0]

    return integrity
