"""The terminal goes away, and the game is told nothing: it must not stay behind and read its end for ever."""

import os
import subprocess
import sys
import time

import pytest
from ptyprocess import PtyProcess

# pytest-xdist runs tests beside a thread of its own
pytestmark = pytest.mark.filterwarnings("ignore:.*forkpty.*:DeprecationWarning")


def test_a_game_that_nobody_can_see_ends_by_itself(environ: dict[str, str]) -> None:
    # who runs under su may have SIGHUP ignored
    script = f"trap '' HUP; exec {sys.executable} -m mmtui controls"
    process = PtyProcess.spawn(["sh", "-c", script], env=environ, dimensions=(24, 80))
    deadline = time.monotonic() + 60
    while b"controls" not in process.read(4096).lower():
        assert time.monotonic() < deadline
    pid = process.pid
    os.close(process.fd)
    while (ended := os.waitpid(pid, os.WNOHANG)) == (0, 0):
        assert time.monotonic() < deadline, subprocess.run(["ps", "-p", str(pid)], check=False)
        time.sleep(0.1)
    assert os.waitstatus_to_exitcode(ended[1]) == 129
