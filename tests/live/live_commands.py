"""What the tests of ``mmtui live`` share: whether it can run here, how it is called, who is left of it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

import mmtui.errors
from mmtui.errors import UsageError
from mmtui.live.machine import THP, check_right

ROOT = Path(mmtui.errors.__file__).parent.parent


def why_not() -> str:
    """Return why nothing can be run here, "" if it can."""
    try:
        check_right()
    except UsageError as error:
        return str(error)
    return ""


needs_right = pytest.mark.skipif(bool(why_not()), reason=why_not() or "runs")
FORK = (
    "proc A\nA mmap r anon 512 thp=on\nA write r\nA fork B\nB mprotect r 0 4 ro\nB munmap r 500 512\nA exit\n"
)
SETTING = THP / "defrag"
CHANGED = "set defrag defer+madvise\n"
LONG = f"{CHANGED}proc A\nA mmap r anon 512 thp=on\nA write r\nA fork B\n" + "A read r 0\n" * 20_000


def environment(folder: Path) -> dict[str, str]:
    folders = {"MMTUI_STATE_DIR": str(folder / "state"), "MMTUI_DATA_DIR": str(folder / "data")}
    return {**os.environ, **folders, "PYTHONPATH": str(ROOT)}


def records(done: subprocess.CompletedProcess[str]) -> list[dict]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def setting() -> str:
    return SETTING.read_text()


def wait_until(holds, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def offspring(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in offspring(int(child)))]


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)
