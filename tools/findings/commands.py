"""Commands as the documents write them, and what they come to."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

ROOT = Path(__file__).parents[2]


class Ended(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    seconds: float
    """Of processor time, workers included: other work on the machine does not count."""


Run: TypeAlias = Callable[[str], Ended]
"""Runs a line that begins with ``mmtui``, in the root of the project."""


def run(line: str) -> Ended:
    """Run a command in a process of its own, with nothing of the user's plugins and progress."""
    words = shlex.split(line)
    assert words[0] == "mmtui", line
    environ = {key: value for key, value in os.environ.items() if not key.startswith("MMTUI_PLUGINS")}
    environ |= {"MMTUI_DATA_DIR": os.devnull, "COLUMNS": "120", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "mmtui", *words[1:]]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None, "it is a pipe"
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Ended(process.returncode, out, used.ru_utime + used.ru_stime)
