"""Settings of the machine: one guardian at a time changes one, and puts it back when nobody asks any more."""

from __future__ import annotations

import fcntl
import os
import signal
import time

_PATIENCE = 30.0
"""Seconds to wait for another command to put a setting back."""


def guard(control: int, child: int) -> None:
    """Change settings as asked; when nobody asks any more, kill all processes and put everything back."""
    before: dict[str, str] = {}
    while line := os.read(control, 4096).decode():
        path, value = line.split(" ", 1)
        try:
            if path not in before:
                hold(path)
                before[path] = current(path)
            write(path, value)
            os.write(control, b"0 0 0")
        except OSError as error:
            os.write(control, f"-1 {error.errno} 0".encode())
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for path, value in before.items():
        write(path, value)


def hold(path: str) -> None:
    """Keep the guardians of other commands from a setting as long as we live.

    Waits for one that has it already; raises ``BlockingIOError`` if that takes too long.
    """
    file = os.open(path, os.O_RDONLY)
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                os.close(file)
                raise
            time.sleep(0.05)


def current(path: str) -> str:
    """Return what a setting is: the word in brackets, where all that it can be are listed."""
    with open(path) as file:
        text = file.read().strip()
    return text.partition("[")[2].partition("]")[0] or text


def write(path: str, value: str) -> None:
    """Write a setting."""
    with open(path, "w") as file:
        file.write(value)
