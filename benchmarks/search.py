"""``search``: states a second through the search of ``mmtui race``, and the time from exec to a verdict."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from benchmarks import search_peers as peers
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
    rows += _alone(page_mapcount(*HUGE)) if peers.has_spin() else []
    # with its partial order reduction spin keeps fewer states of the small models, so that is off
    notes = tuple(f"{name} is not installed, so nothing is compared with it." for name in peers.absent())
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
    if peers.has_spin():
        yield _to_the_end(model, states, Checker("spin -a, gcc, pan", peers.spin_seconds, 1), repeats)
    if peers.has_tlc():
        yield _to_the_end(model, states, Checker("TLC, one worker", peers.tlc_seconds, 0.25), repeats)


class Checker(NamedTuple):
    """A model checker that is a program of its own."""

    name: str
    seconds: Callable[[Model, int], float]
    most: float
    """The budget: our time as a part of its time."""


def _to_the_end(model: Model, states: int, other: Checker, repeats: int) -> Row:
    both = [(_exec_seconds(model), other.seconds(model, states)) for _ in range(repeats)]
    mine, theirs = (tuple(seconds) for seconds in zip(*both, strict=True))
    beside = Reference(other.name, theirs)
    return Row(f"{model.name}: from exec to the end", "s", mine, beside, Budget(most=other.most))


class Other(NamedTuple):
    """Another search in Python."""

    name: str
    search: Callable[[Model], int]


def _others() -> list[Other]:
    others = [Other("by hand, tuples", plain_search)]
    return [*others, Other("minicheck", peers.minicheck)] if peers.has_minicheck() else others


def _beside(model: Model, arena: Arena, states: int, other: Other, repeats: int) -> Row:
    pair = in_turn(lambda: whole_space(arena), lambda: other.search(model), repeats)
    own, theirs = (tuple(states / each for each in seconds) for seconds in pair)
    budget = Budget(least=1e6, unit="states/s") if model.name in LARGE else None
    if other.search is peers.minicheck:
        # where a search takes a hundredth of a second, the first run of the scheme's code is most of it
        budget = Budget(least=2.5) if states > SMALL else None
    return Row(f"{model.name}: {states:,} states", "states/s", own, Reference(other.name, theirs), budget)


def _exec_seconds(model: Model) -> float:
    name = {"PageMapcount": "page_mapcount", "DoubleMap": "double_map"}[model.tla]
    size = ", ".join(model.name.split()[-1].split("x"))
    code = f"from benchmarks.search import one, {name}; one({name}({size}))"
    return peers.run([sys.executable, "-c", code], _ROOT)[0]


def one(model: Model) -> None:
    """Look at every state of one model: what a new process does."""
    whole_space(model.arena())


def _alone(model: Model) -> list[Row]:
    # once, for it takes long, and half a gigabyte; processor time of both
    begin = process_time()
    states = whole_space(model.arena())
    mine = process_time() - begin
    with TemporaryDirectory() as folder:
        peers.compiled(model, Path(folder))
        before = _children()
        peers.pan_seconds(model, Path(folder), states)
        theirs = _children() - before
    what = f"{model.name}: {states:,} states, the search alone"
    return [Row(what, "s", (mine,), Reference("pan alone", (theirs,)), Budget(most=3))]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
