from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest
from ptyprocess import PtyProcess

import mmtui.errors

ROOT = Path(mmtui.errors.__file__).parents[1]
MMTUI = (sys.executable, "-m", "mmtui", "--plugins-dir", str(Path(__file__).parent / "plugins"))
DEADLINE = 120
"""Seconds to wait for what must come; only a test that fails waits that long."""
PATIENCE = 10
KEYS = {"left": "\x1b[D", "right": "\x1b[C", "down": "\x1b[B", "enter": "\r", "ctrl+c": "\x03"}
# CSI with a prefix that pyte would print: the keyboard protocol is put back with CSI < u
_UNKNOWN = re.compile(rb"\x1b\[[<=>][0-9;]*[a-zA-Z]")
_UNFINISHED = re.compile(rb"\x1b(?:\[[<=>?]?[0-9;]*)?\Z")


class Terminal:
    """mmtui in a pseudo terminal, and what a person in front of it would see."""

    def __init__(self, environ: dict[str, str], columns: int, rows: int, words: tuple[str, ...]) -> None:
        self.written = b""
        """Everything that was written to the terminal."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""
        self._over = False
        self._process = PtyProcess.spawn([*MMTUI, *words], env=environ, dimensions=(rows, columns))

    @property
    def text(self) -> str:
        return "\n".join(row.rstrip() for row in self._screen.display)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read until a pattern is on the screen."""
        found = self._found(pattern, DEADLINE)
        assert found, f"{pattern!r} did not appear:\n{self.text}"
        return found

    def press_until(self, key: str, pattern: str) -> re.Match[str]:
        """Press a key until a pattern is on the screen.

        What gets the keys changes a moment after the key that changes it, and nothing on the screen
        tells: a key that comes at once may go to the old place.
        """
        for _ in range(DEADLINE // PATIENCE):
            self.press(key)
            if found := self._found(pattern, PATIENCE):
                return found
        raise AssertionError(f"{key!r} did not bring {pattern!r}:\n{self.text}")

    def _found(self, pattern: str, seconds: float) -> re.Match[str] | None:
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.text)):
            assert not self._over, f"the game ended before {pattern!r} was there:\n{self.text}"
            if time.monotonic() > deadline:
                return None
            self._read()
        return found

    def press(self, *keys: str) -> None:
        for key in keys:
            self._process.write(KEYS.get(key, key).encode())

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self._process.setwinsize(rows, columns)

    def kill(self) -> None:
        """End the game as a power cut would."""
        self._process.kill(signal.SIGKILL)
        self._process.wait()

    def ended(self) -> int:
        """Wait until the game has ended, and return its exit code."""
        deadline = time.monotonic() + DEADLINE
        while not self._over:
            assert time.monotonic() < deadline, f"the game goes on:\n{self.text}"
            self._read()
        return self._process.wait()

    def leave(self) -> None:
        self._process.close(force=True)

    def _read(self) -> None:
        if not select.select([self._process.fd], [], [], 0.5)[0]:
            return
        try:
            new = os.read(self._process.fd, 1 << 16)
        except OSError:  # EIO: nobody holds the other end any more
            new = b""
        self._over = not new
        self.written += new
        data = self._rest + new
        cut = _UNFINISHED.search(data)
        data, self._rest = (data[: cut.start()], data[cut.start() :]) if cut else (data, b"")
        self._stream.feed(_UNKNOWN.sub(b"", data))


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a player who has never played."""
    mine = ("MMTUI_", "NO_COLOR", "TEXTUAL", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    folders = {f"MMTUI_{kind.upper()}_DIR": str(tmp_path / kind) for kind in ("state", "data")}
    return {**kept, **folders, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Callable[..., Terminal]]:
    """Start the game in a terminal of some size; at the end of the test it is gone."""
    started: list[Terminal] = []

    def start(*words: str, columns: int = 80, rows: int = 24) -> Terminal:
        started.append(Terminal(environ, columns, rows, words))
        return started[-1]

    yield start
    for terminal in started:
        terminal.leave()


@pytest.fixture
def mmtui_says(environ: dict[str, str]) -> Callable[..., str]:
    """Run a command of the same player, and return what it prints."""

    def says(*words: str) -> str:
        return subprocess.run(
            [*MMTUI, *words], env=environ, check=True, capture_output=True, text=True, timeout=DEADLINE
        ).stdout

    return says
