"""How long commands take that show no screen, beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import time

from benchmarks.environment import Place
from benchmarks.result import Budget, Reference, Row

_BUDGET = Budget(most=6)
"""60 ms where Python itself takes ten."""
_COMMANDS = {"--version": _BUDGET, "--help": _BUDGET, "list": None}


def command_rows(where: Place, repeats: int) -> list[Row]:
    """Return the wall time of some commands."""
    nothing = (str(where.python), "-c", "pass")
    commands = {name: (where.mmtui, name) for name in _COMMANDS}
    samples: dict[str, list[float]] = {name: [] for name in commands}
    beside: dict[str, list[float]] = {name: [] for name in commands}
    for at in range(repeats + 1):
        for name, command in commands.items():
            own, other = _milliseconds(where, command), _milliseconds(where, nothing)
            if at:  # the first time reads the disk
                samples[name].append(own)
                beside[name].append(other)
    return [
        Row(
            f"mmtui {name}",
            "ms",
            tuple(own),
            Reference("python -c pass", tuple(beside[name])),
            _COMMANDS[name],
        )
        for name, own in samples.items()
    ]


def _milliseconds(where: Place, command: tuple[str, ...]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, env=where.environ)
    return (time.perf_counter() - start) * 1000
