"""How much memory a long run needs; as a program, the run itself in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.result import Budget, Reference, Row
from benchmarks.timing import peak_rss_mib
from benchmarks.workloads import PAGES, PROCESSES, long_run
from mmtui.catalog import find_sources, load_catalog
from mmtui.kernel.profile import profile_of
from mmtui.timeline import Timeline

STEPS = 10_000


def memory_rows(repeats: int) -> list[Row]:
    """Return the peak memory of a run that is looked at from its first to its last moment."""
    repeats = min(repeats, 3)  # it hardly differs, and takes long
    whole = tuple(_measured(STEPS) for _ in range(repeats))
    nothing = tuple(_measured(0) for _ in range(repeats))
    what = f"peak memory, {STEPS:,} steps of {len(PROCESSES)} processes and {PAGES} pages"
    return [Row(what, "MiB", whole, Reference("no step", nothing), Budget(most=200, unit="MiB"))]


def _measured(steps: int) -> float:
    command = [sys.executable, "-m", "benchmarks.memory", str(steps)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], check=True, capture_output=True, text=True)
    return float(done.stdout)


def visited(steps: int) -> float:
    """Look at every moment of a run, and return this process's peak memory in MiB."""
    catalog = load_catalog(find_sources(safe_mode=True))
    timeline = Timeline(long_run(STEPS), catalog.scheme("large-mapcount"), profile_of("6.12"))
    for n in range(steps):
        assert timeline[n + 1].n == n + 1
    return peak_rss_mib()


if __name__ == "__main__":
    print(visited(int(sys.argv[1])))
