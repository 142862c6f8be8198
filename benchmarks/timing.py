"""Measuring: CPU time of this process, what two things cost in turn, how much memory was needed."""

from __future__ import annotations

import gc
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.result import Samples

_SHORTEST = 0.05
"""Seconds; what takes less is done several times for one sample."""


class Pair(NamedTuple):
    """Samples of two things taken in turn, so that a busy neighbour slows both."""

    own: Samples
    reference: Samples


def cpu_seconds(run: Callable[[], object], times: int = 1) -> float:
    """Return the CPU seconds that this process needs for a call: a busy neighbour hardly changes them."""
    gc.collect()
    start = time.process_time()
    for _ in range(times):
        run()
    return (time.process_time() - start) / times


def in_turn(own: Callable[[], object], reference: Callable[[], object], repeats: int) -> Pair:
    """Return the CPU seconds of both, ``repeats`` samples each, after one round that does not count."""
    own_times, reference_times = _times_for(own), _times_for(reference)
    samples = [(cpu_seconds(own, own_times), cpu_seconds(reference, reference_times)) for _ in range(repeats)]
    return Pair(tuple(a for a, _ in samples), tuple(b for _, b in samples))


def _times_for(run: Callable[[], object]) -> int:
    return max(1, int(_SHORTEST / max(cpu_seconds(run), 1e-6)))


def peak_rss_mib() -> float:
    """Return the most memory this process ever held, in MiB.

    Linux hands ``ru_maxrss`` on from the process that started this one, so its own high-water mark is
    read where there is one.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def machine() -> dict[str, str]:
    """Return where and under which load the benchmarks ran."""
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "load": load,
    }
