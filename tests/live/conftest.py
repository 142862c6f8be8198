"""Commands that run as a user runs them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # live_machine and its neighbours belong to no package

from live_commands import LONG, environment, offspring, setting, wait_until


@pytest.fixture
def live(tmp_path):
    """Run a live command as a user does; ``before`` is what stands before mmtui on the command line."""

    def live(*words: str, text: str = "", before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*before, sys.executable, "-m", "mmtui", "live", *words],
            cwd=tmp_path,
            env=environment(tmp_path),
            input=text,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return live


@pytest.fixture
def long_run(tmp_path):
    """Start a long script, wait until it has changed a setting and forked, and end what is left of it."""
    (tmp_path / "long.ops").write_text(LONG)
    words = [sys.executable, "-m", "mmtui", "live", "run", "--json", "long.ops"]
    before = setting()
    with open(tmp_path / "out", "w") as out, open(tmp_path / "err", "w") as err:
        run = subprocess.Popen(words, cwd=tmp_path, env=environment(tmp_path), stdout=out, stderr=err)
    wait_until(lambda: '"p":"B"' in (tmp_path / "out").read_text())
    workers = [pid for pid in offspring(run.pid) if pid != run.pid]
    assert len(workers) == 4, "a guardian, the first of the namespace, A and B"
    assert setting() != before
    yield run, workers, before
    run.kill()
    run.wait()
