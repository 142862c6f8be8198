"""``keys``: from a key to the first and to the last change of the screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from benchmarks.environment import Place, add_scenarios, place
from benchmarks.options import Options
from benchmarks.probe import Pressed, Program, Size
from benchmarks.programs import list_app, mmtui
from benchmarks.result import Budget, Reference, Result, Row
from benchmarks.scenario import eight_processes

SIZES = (Size(120, 40), Size(80, 24))
PAGES = (8, 512)
_MOVES = 30
_FIRST, _LAST, _MOVE = Budget(most=16, unit="ms"), Budget(most=50, unit="ms"), Budget(most=8, unit="ms")


class _Kind(NamedTuple):
    # A kind of key press, and what may pass until it has had its effect.
    what: str
    first: Budget | None = _FIRST
    last: Budget | None = None


_REFERENCE = _Kind("smallest Textual list app, down", None)
_LIST = _Kind("home, down in a list of 50", None, _MOVE)
_STEPS = {pages: _Kind(f"step, {pages} pages, 8 processes", last=_LAST) for pages in PAGES}
_BACK = {pages: _Kind(f"step again, {pages} pages, 8 processes", last=_LAST) for pages in PAGES}
_HELP, _CLOSE, _HOME = _Kind("open the help"), _Kind("close the help"), _Kind("from a scenario to home")


class _Press(NamedTuple):
    kind: _Kind
    pressed: Pressed


def run(options: Options) -> Result:
    """Press keys in the game and in the smallest app, in turn, in terminals of two sizes."""
    with place(options) as where:
        add_scenarios(where.scratch / "data", 50)
        rows = [row for size in SIZES for row in _rows(where, size, options.repeats)]
        setting = where.versions()
    notes = (
        f"A sample is the median of up to {_MOVES} presses in one run of the program;"
        " of `slowest`, the 95th percentile.",
    )
    return Result("keys", "from a key to a change of the screen", tuple(rows), notes, setting)


def _rows(where: Place, size: Size, repeats: int) -> Iterator[Row]:
    samples: dict[_Kind, list[list[Pressed]]] = defaultdict(list)
    for _ in range(repeats):
        once: dict[_Kind, list[Pressed]] = defaultdict(list)
        for kind, pressed in _session(where, size):
            once[kind].append(pressed)
        for kind, presses in once.items():
            samples[kind].append(presses)
    beside = _REFERENCE.what
    middle = {kind: tuple(median(p.last for p in once) for once in runs) for kind, runs in samples.items()}
    reference = Reference(beside, middle[_REFERENCE])
    for kind, runs in samples.items():
        if kind is _REFERENCE:
            continue
        first = tuple(median(p.first for p in once) for once in runs)
        yield Row(f"{size}: {kind.what}, first", "ms", first, reference, kind.first)
        yield Row(f"{size}: {kind.what}, last", "ms", middle[kind], reference, kind.last)
        if kind in _STEPS.values():
            slowest = tuple(_slowest(once) for once in runs)
            yield Row(f"{size}: {kind.what}, last, slowest", "ms", slowest)


def _slowest(presses: Sequence[Pressed]) -> float:
    ordered = sorted(press.last for press in presses)
    return ordered[round(0.95 * (len(ordered) - 1))]


def _session(where: Place, size: Size) -> Iterator[_Press]:
    yield from _in_list_app(where, size)
    yield from _at_home(where, size)
    for pages in PAGES:
        yield from _in_scenario(where, size, pages)


def _in_list_app(where: Place, size: Size) -> Iterator[_Press]:
    app = list_app(where)
    with app.started(size) as running:
        running.shown(app.complete)
        yield from _presses(running, _REFERENCE, "down", size.rows // 2)


def _at_home(where: Place, size: Size) -> Iterator[_Press]:
    with mmtui(where, complete="").started(size) as running:
        running.shown(r"of \d\d+ solved")  # the plugins have been loaded
        for key in ("/", "Copy", "enter"):
            running.press(key)
        yield from _presses(running, _LIST, "down", min(_MOVES, size.rows // 2))


def _in_scenario(where: Place, size: Size, pages: int) -> Iterator[_Press]:
    path = eight_processes(pages, where.scratch)
    with mmtui(where, str(path), complete="").started(size) as running:
        running.shown("Enter begin")
        for key in ("enter", "end"):
            running.press(key)
        yield from _presses(running, _STEPS[pages], "left", _MOVES)
        yield from _presses(running, _BACK[pages], "right", _MOVES)
        if pages == PAGES[0]:
            for kind, key in ((_HELP, "?"), (_CLOSE, "q"), (_HOME, "q")):
                yield from _presses(running, kind, key, 1)


def _presses(running: Program, kind: _Kind, key: str, times: int) -> Iterator[_Press]:
    for _ in range(times):
        yield _Press(kind, running.press(key))
