"""A repository of somebody who wrote a scheme: one folder, one file, and pytest is run in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import mmtui.errors

ROOT = Path(mmtui.errors.__file__).parent.parent
RECORDED = ROOT / "tests" / "data" / "recorded"
PLUGIN = "mmtui.conformance.plugin"


class Tested(NamedTuple):
    """What pytest came to."""

    code: int
    out: str

    def outcome(self, test: str) -> str:
        """Return PASSED, FAILED, SKIPPED or XFAIL of a test, as -v prints it."""
        (word,) = re.findall(rf"^mmtui::[a-z-]+::{re.escape(test)} ([A-Z]+)", self.out, re.MULTILINE)
        return word


@pytest.fixture(scope="session")
def one_sum() -> str:
    """The scheme that docs/plugins.md shows."""
    return (ROOT / "docs" / "plugins.md").read_text().partition("```python\n")[2].partition("```")[0]


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., Tested]:
    """Run pytest in a repository with this scheme."""

    def repository(scheme: str, *args: object, named: str = "one-sum") -> Tested:
        folder = tmp_path / "repository"
        (folder / "plugins").mkdir(parents=True, exist_ok=True)
        (folder / "plugins" / "one_sum.py").write_text(scheme)
        (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
        given = [f"--mmtui-scheme={named}", "--mmtui-plugins-dir=plugins"] if named else []
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-v", "-p", PLUGIN, *given, *map(str, args)],
            cwd=folder,
            env={
                **{
                    key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "MMTUI"))
                },
                "PYTHONPATH": str(ROOT),
                "MMTUI_DATA_DIR": str(tmp_path / "data"),
                "COLUMNS": "120",
            },
            capture_output=True,
            text=True,
            timeout=300,
        )
        return Tested(done.returncode, done.stdout + done.stderr)

    return repository
