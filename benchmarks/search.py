"""``search``: states a second through the search of ``mmtui race``, and the time from exec to a verdict."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.options import Options
from benchmarks.result import Budget, Reference, Result, Row
from benchmarks.search_models import MODELS, PageMapcount, by_hand, promela, race_of
from benchmarks.timing import in_turn
from mmtui.kernel.profile import NEWEST, profile_of
from mmtui.race.machine import Machine, on_machine
from mmtui.race.search import Limits
from mmtui.race.sweep import sweep
from mmtui.race.verdict import Arena
from mmtui.race.verdict import Options as RaceOptions

_ROOT = Path(__file__).parent.parent
_LARGE = ((3, 8), (4, 4))
"""The models whose states a second have a budget."""


def run(options: Options) -> Result:
    """Look at every state of the reference models; the three searches must find as many."""
    rows: list[Row] = []
    for cpus, pages in MODELS:
        rows += _rows(cpus, pages, options.repeats)
    # with its partial order reduction spin keeps fewer states of the small models, so that is off
    notes = () if shutil.which("spin") else ("spin is not installed, so nothing is compared with it.",)
    return Result("search", "every state of CPUs that unmap all pages (CPUs x pages)", tuple(rows), notes)


def whole_space(arena: Arena) -> int:
    """Return the number of states; positions and steps are found anew, as in a new process."""

    def run(machine: Machine) -> int:
        return sweep(machine, lambda machine, state: (), Limits()).states

    return on_machine(arena.kernel, arena.tasks, arena.watch, run)


def _rows(cpus: int, pages: int, repeats: int) -> list[Row]:
    arena = Arena(PageMapcount(), profile_of(NEWEST), race_of(cpus, pages), RaceOptions())
    states = whole_space(arena)
    assert states == by_hand(cpus, pages), "the search by hand finds other states"
    pair = in_turn(lambda: whole_space(arena), lambda: by_hand(cpus, pages), repeats)
    own, hand = (tuple(states / each for each in seconds) for seconds in pair)
    budget = Budget(least=1e6, unit="states/s") if (cpus, pages) in _LARGE else None
    what = f"{cpus}x{pages}: {states:,} states"
    rows = [Row(what, "states/s", own, Reference("by hand, tuples", hand), budget)]
    if shutil.which("spin"):
        both = [(_exec_seconds(cpus, pages), _spin_seconds(cpus, pages, states)) for _ in range(repeats)]
        mine, theirs = (tuple(seconds) for seconds in zip(*both, strict=True))
        beside = Reference("spin -a, gcc, pan", theirs)
        rows.append(Row(f"{cpus}x{pages}: from exec to the end", "s", mine, beside, Budget(most=1)))
    return rows


def _exec_seconds(cpus: int, pages: int) -> float:
    code = f"from benchmarks.search import one; one({cpus}, {pages})"
    return _seconds([sys.executable, "-c", code], _ROOT)


def one(cpus: int, pages: int) -> None:
    """Look at every state of one model: what a new process does."""
    whole_space(Arena(PageMapcount(), profile_of(NEWEST), race_of(cpus, pages), RaceOptions()))


def _spin_seconds(cpus: int, pages: int, states: int) -> float:
    with TemporaryDirectory() as folder:
        where = Path(folder)
        (where / "model.pml").write_text(promela(cpus, pages))
        seconds = _seconds(["spin", "-o3", "-a", "model.pml"], where)
        seconds += _seconds(["gcc", "-O2", "-DSAFETY", "-DNOREDUCE", "-w", "-o", "pan", "pan.c"], where)
        begin = perf_counter()
        out = subprocess.run(["./pan", "-m100000"], cwd=where, check=True, capture_output=True, text=True)
        seconds += perf_counter() - begin
    found = re.search(r"(\d+) states, stored", out.stdout)
    assert found is not None, out.stdout
    assert int(found[1]) == states, f"spin finds {found[1]} states"
    return seconds


def _seconds(words: list[str], where: Path) -> float:
    begin = perf_counter()
    subprocess.run(words, cwd=where, check=True, capture_output=True)
    return perf_counter() - begin
