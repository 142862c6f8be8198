"""``mmtui live watch``, on a terminal and without one."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest
from live_commands import (
    environment,
    needs_right,
)


@needs_right
def test_watching_shows_large_folios_and_how_often_they_are_mapped(live, long_run):
    _, workers, _ = long_run
    done = live("watch", str(workers[-1]), "--json")
    assert done.returncode == 0, done.stderr
    vma = next(vma for vma in json.loads(done.stdout)["vmas"] if vma["start"] == 0x1000_0000_0000)
    assert vma["end"] - vma["start"] == 512 * 4096
    (folio,) = vma["folios"]
    assert (folio["order"], folio["mapped"], folio["levels"]) == (9, 512, ["pmd"])
    assert folio["mapcounts"] == [[2, 512]]
    text = live("watch", str(workers[-1])).stdout
    assert text.startswith(f"process {workers[-1]}: ")
    assert "512 of 512 pages mapped here (pmd); mapped 512 by 2" in text
    assert live("watch", "4194304").returncode == 2


@needs_right
@pytest.mark.parametrize("words", [("run", "-"), ("compare", "-"), ("watch", "1"), ("watch", "1", "--json")])
def test_without_a_terminal_nothing_of_the_screen_is_imported(tmp_path, words):
    seen = "import sys; from mmtui.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", seen, "live", *words],
        env=environment(tmp_path),
        input="proc A\n",
        capture_output=True,
        text=True,
        check=True,
    )
    modules = done.stderr.split()
    assert "mmtui.live.machine" in modules
    assert not {"textual", "rich", "mmtui.tui"} & set(modules)


@pytest.fixture
def on_terminal(tmp_path):
    """Watch this very process on a terminal, until something stands on it; return all that was written."""

    def on_terminal(*words: str, until: str, keys: bytes = b"", **more: str) -> tuple[str, int]:
        pid, terminal = pty.fork()
        if not pid:
            os.environ.update(environment(tmp_path) | {"TERM": "xterm-256color"} | more)
            command = [sys.executable, "-m", "mmtui", "live", "watch", *words]
            os.execv(sys.executable, command)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        written = read_until(terminal, until)
        os.write(terminal, keys) if keys else os.kill(pid, signal.SIGINT)
        written += read_until(terminal, "")
        os.close(terminal)
        return written, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    return on_terminal


def read_until(terminal: int, text: str) -> str:
    """Return what is written, until a text was; with "", until nobody can write any more."""
    written, end = "", time.monotonic() + 20
    while not text or text not in written:
        assert time.monotonic() < end, written
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                written += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                break
    return written


@needs_right
def test_on_a_terminal_there_are_panes(on_terminal):
    written, code = on_terminal(str(os.getpid()), until="page table of", keys=b"q")
    assert "VMAs that have memory" in written
    assert code == 0


@needs_right
@pytest.mark.parametrize(
    ("words", "more"), [(["--plain"], {}), ([], {"TERM": "dumb"})], ids=["plain", "dumb"]
)
def test_on_a_terminal_it_can_be_text(on_terminal, words, more):
    written, code = on_terminal(str(os.getpid()), *words, until=f"process {os.getpid()}: ", **more)
    assert "page table of" not in written
    assert code == 130
