"""``search``: states a second through the search of ``mmtui race``, and the time from exec to a verdict."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks.double_map import double_map
from benchmarks.options import Options
from benchmarks.result import Budget, Reference, Result, Row
from benchmarks.search_models import Model, page_mapcount, plain_search
from benchmarks.timing import in_turn
from mmtui.race.arena import Arena
from mmtui.race.machine import Machine, on_machine
from mmtui.race.search import Limits
from mmtui.race.sweep import sweep

_ROOT = Path(__file__).parent.parent
PAGE_MAPCOUNT = ((2, 4), (2, 8), (3, 4), (3, 8), (4, 4))
"""CPUs and pages."""
DOUBLE_MAP = ((2, 4), (3, 4), (4, 4), (4, 8))
LARGE = ("3x8", "4x4")
"""The models whose states a second have a budget."""
HUGE = (3, 16)
"""A model above two million states, where what gcc takes is forgotten: only the searches are compared."""
SMALL = 10_000


def run(options: Options) -> Result:
    """Look at every state of the reference models; all searches must find as many."""
    models = [*(page_mapcount(*size) for size in PAGE_MAPCOUNT), *(double_map(*size) for size in DOUBLE_MAP)]
    rows = [row for model in models for row in _rows(model, options.repeats)]
    rows += _alone(page_mapcount(*HUGE)) if shutil.which("spin") else []
    # with its partial order reduction spin keeps fewer states of the small models, so that is off
    missing = [
        name for name, there in (("spin", shutil.which("spin")), ("minicheck", _has_minicheck())) if not there
    ]
    notes = tuple(f"{name} is not installed, so nothing is compared with it." for name in missing)
    what = "every state of CPUs that unmap all pages, or split and unmap PMDs (CPUs x pages)"
    return Result("search", what, tuple(rows), notes)


def whole_space(arena: Arena) -> int:
    """Return the number of states; positions and steps are found anew, as in a new process."""

    def run(machine: Machine) -> int:
        return sweep(machine, lambda machine, state: (), Limits()).states

    return on_machine(arena.kernel, arena.tasks, arena.watch, run)


def _rows(model: Model, repeats: int) -> Iterator[Row]:
    arena = model.arena()
    states = whole_space(arena)
    for name, search in _others():
        assert search(model) == states, f"{name} finds other states of {model.name}"
    for name, search in _others():
        yield _beside(model, arena, states, Other(name, search), repeats)
    if shutil.which("spin"):
        both = [(_exec_seconds(model), _spin_seconds(model, states)) for _ in range(repeats)]
        mine, theirs = (tuple(seconds) for seconds in zip(*both, strict=True))
        beside = Reference("spin -a, gcc, pan", theirs)
        yield Row(f"{model.name}: from exec to the end", "s", mine, beside, Budget(most=1))


class Other(NamedTuple):
    """Another search in Python."""

    name: str
    search: Callable[[Model], int]


def _others() -> list[Other]:
    others = [Other("by hand, tuples", plain_search)]
    return [*others, Other("minicheck", _minicheck)] if _has_minicheck() else others


def _beside(model: Model, arena: Arena, states: int, other: Other, repeats: int) -> Row:
    pair = in_turn(lambda: whole_space(arena), lambda: other.search(model), repeats)
    own, theirs = (tuple(states / each for each in seconds) for seconds in pair)
    budget = Budget(least=1e6, unit="states/s") if model.name in LARGE else None
    if other.search is _minicheck:
        # where a search takes a hundredth of a second, the first run of the scheme's code is most of it
        budget = Budget(least=2.5) if states > SMALL else None
    return Row(f"{model.name}: {states:,} states", "states/s", own, Reference(other.name, theirs), budget)


def _has_minicheck() -> bool:
    return find_spec("minicheck") is not None


def _minicheck(model: Model) -> int:
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


def _exec_seconds(model: Model) -> float:
    kind, size = model.name.split()[0], model.name.split()[-1].split("x")
    name = "double_map" if kind == "DoubleMap" else "page_mapcount"
    code = f"from benchmarks.search import one, {name}; one({name}({', '.join(size)}))"
    return _seconds([sys.executable, "-c", code], _ROOT)


def one(model: Model) -> None:
    """Look at every state of one model: what a new process does."""
    whole_space(model.arena())


def _alone(model: Model) -> list[Row]:
    # once, for it takes long, and half a gigabyte; processor time of both
    begin = process_time()
    states = whole_space(model.arena())
    mine = process_time() - begin
    with TemporaryDirectory() as folder:
        _compiled(model, Path(folder))
        before = _children()
        _pan_seconds(model, Path(folder), states)
        theirs = _children() - before
    what = f"{model.name}: {states:,} states, the search alone"
    return [Row(what, "s", (mine,), Reference("pan alone", (theirs,)), Budget(most=3))]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _spin_seconds(model: Model, states: int) -> float:
    with TemporaryDirectory() as folder:
        return _compiled(model, Path(folder)) + _pan_seconds(model, Path(folder), states)


def _compiled(model: Model, where: Path) -> float:
    (where / "model.pml").write_text(model.promela)
    seconds = _seconds(["spin", "-o3", "-a", "model.pml"], where)
    return seconds + _seconds(["gcc", "-O2", "-DSAFETY", "-DNOREDUCE", "-w", "-o", "pan", "pan.c"], where)


def _pan_seconds(model: Model, where: Path, states: int) -> float:
    begin = perf_counter()
    out = subprocess.run(["./pan", "-m100000"], cwd=where, check=True, capture_output=True, text=True)
    seconds = perf_counter() - begin
    found = re.search(r"(\d+|\d\.\d+e\+\d+) states, stored", out.stdout)
    assert found is not None, out.stdout
    # pan rounds numbers from a hundred million on
    assert float(found[1]) == states, f"spin finds {found[1]} states of {model.name}"
    return seconds


def _seconds(words: list[str], where: Path) -> float:
    begin = perf_counter()
    subprocess.run(words, cwd=where, check=True, capture_output=True)
    return perf_counter() - begin
