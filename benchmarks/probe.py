"""A terminal program measured from outside: started in a pseudo terminal, watched, and typed at.

Bytes get their time when they are read.  The emulator is slow, so it works only while the program is
quiet, and then in slices: neither does it delay a time by more than a slice, nor does it let the pipe
of a busy program fill up.  A change is a change of what is to be seen, not the arrival of bytes.
"""

from __future__ import annotations

import os
import re
import select
import signal
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from ptyprocess import PtyProcess  # type: ignore[import-untyped]  # it comes without types

from benchmarks.emulator import Emulator

_SLICE = 2048
_BURST = 0.002
"""Seconds without a byte that end a burst of output."""
_LONGEST_BURST = 0.25
_QUIET = 0.05
"""Seconds without a change after which a key has had its effect."""
_CALM = 0.06
"""Seconds without a change that are waited for before a key is pressed."""
_KEYS = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
_OTHERS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f"}


class Size(NamedTuple):
    """Of a terminal, in characters."""

    columns: int
    rows: int

    def __str__(self) -> str:
        return f"{self.columns}x{self.rows}"


class ProbeError(Exception):
    """The program did not do what was waited for."""


class Pressed(NamedTuple):
    """What a key did; in milliseconds from the writing of the key."""

    first: float
    last: float


class Ended(NamedTuple):
    """How a program ended."""

    seconds: float
    code: int
    """Minus the signal if one ended it."""


class Program:
    """A program in a pseudo terminal.  Use it in a ``with``: what still runs at the end is killed."""

    def __init__(
        self, argv: Sequence[str], size: Size, environ: Mapping[str, str], cwd: str | None = None
    ) -> None:
        self.screen = Emulator(*size)
        self.over = False
        self._backlog: deque[tuple[float, bytes]] = deque()
        env = {**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._start = self._changed = time.perf_counter()
        self._process = PtyProcess.spawn(list(argv), cwd=cwd, env=env, dimensions=(size.rows, size.columns))
        os.set_blocking(self._process.fd, False)
        self._poll = select.poll()
        self._poll.register(self._process.fd, select.POLLIN | select.POLLHUP)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.close(force=True)

    def shown(self, pattern: str, limit: float = 60) -> float:
        """Return the seconds from the start of the program until a pattern was on the screen."""
        found, deadline = re.compile(pattern, re.DOTALL), time.perf_counter() + limit
        for stamp in chain([self._changed], self._changes(deadline)):
            if found.search(self.screen.text()):
                return stamp - self._start
        why = "the program ended" if self.over else f"{limit:g} s went by"
        raise ProbeError(f"{why} before {pattern!r} was on the screen:\n{self.screen.text()}")

    def calm(self, seconds: float = _CALM, limit: float = 10) -> None:
        """Wait until nothing has changed for a while."""
        now = time.perf_counter()
        self._until_quiet(now, seconds, now + limit)

    def press(self, key: str, limit: float = 5) -> Pressed:
        """Press a key when all is calm, and return when the screen changed."""
        self.calm()
        start = self.send(key)
        for first in self._changes(start + limit):
            return Pressed(_ms(first - start), _ms(self._until_quiet(first, _QUIET, start + limit) - start))
        raise ProbeError(f"nothing changed after {key!r}:\n{self.screen.text()}")

    def send(self, key: str) -> float:
        """Write a key, by its name or as characters; return when that was."""
        start = time.perf_counter()
        os.write(self._process.fd, self._encoded(key))
        return start

    def peak_rss_mib(self) -> float:
        """Return the most memory that the program has held so far, in MiB; 0 where nobody says."""
        try:
            with open(f"/proc/{self._process.pid}/status") as status:
                found = re.search(r"VmHWM:\s+(\d+)", status.read())
        except OSError:
            return 0.0
        return int(found[1]) / 1024 if found else 0.0

    def end(self, *keys: str, limit: float = 10) -> Ended:
        """Press keys that end the program, and return how it went; without keys SIGTERM ends it."""
        start = time.perf_counter()
        for key in keys:
            self.calm(0.02)
            start = self.send(key)
        if not keys:
            os.kill(self._process.pid, signal.SIGTERM)
        while time.perf_counter() < start + limit and not self.over:
            self._read(0.05)
        if not self.over:
            raise ProbeError(f"{keys} did not end the program:\n{self.screen.text()}")
        seconds = time.perf_counter() - start
        self._process.wait()
        status: int = self._process.status
        return Ended(seconds, os.waitstatus_to_exitcode(status))

    def _encoded(self, key: str) -> bytes:
        if key in _KEYS:
            return f"\x1b{'O' if self.screen.application_cursor else '['}{_KEYS[key]}".encode()
        if key.startswith("ctrl+"):
            return bytes([ord(key[-1].upper()) ^ 0x40])
        return _OTHERS.get(key, key).encode()

    def _until_quiet(self, last: float, quiet: float, deadline: float) -> float:
        """Return when the last change was before a while without one."""
        while last + quiet < deadline:
            stamp = next(self._changes(last + quiet), None)
            if stamp is None:
                break
            last = stamp
        return last

    def _changes(self, deadline: float) -> Iterator[float]:
        """Yield the time of every change of the screen that is read before a deadline."""
        while not self.over or self._backlog:
            if not self._backlog:
                left = deadline - time.perf_counter()
                if left <= 0:
                    return
                self._read(left)
                continue
            while self._read(_BURST) and time.perf_counter() - self._backlog[0][0] < _LONGEST_BURST:
                pass
            if self._backlog[0][0] > deadline:
                return
            stamp, data = self._backlog.popleft()
            if self.screen.feed(data):
                self._changed = stamp
                yield stamp

    def _read(self, timeout: float) -> bool:
        """Read what there is, waiting a while for it; return whether there was something."""
        if self.over or not self._poll.poll(timeout * 1000):
            return False
        try:
            data = os.read(self._process.fd, 1 << 16)
        except BlockingIOError:
            return False
        except OSError:  # EIO: nobody holds the other end any more
            data = b""
        stamp = time.perf_counter()
        self.over = not data
        if answer := self.screen.answers(data):
            os.write(self._process.fd, answer)
        self._backlog += [(stamp, data[at : at + _SLICE]) for at in range(0, len(data), _SLICE)]
        return bool(data)


def _ms(seconds: float) -> float:
    return seconds * 1000
