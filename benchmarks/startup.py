"""``startup``: from exec to the first complete frame, and what a command takes that shows none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.commands import command_rows
from benchmarks.environment import add_scenarios, place
from benchmarks.options import Options
from benchmarks.probe import Size
from benchmarks.programs import Startable, mmtui, peers, smallest_app
from benchmarks.result import Budget, Reference, Result, Row, Samples

SIZE = Size(120, 40)
SCENARIOS = 50
HOME = "Detect the last unmap"
"""What is on the first screen when it is complete."""
_AGAINST_PEERS = Budget(most=0.45)


class _Started(NamedTuple):
    seconds: Samples
    peak: Samples
    quit: Samples


def run(options: Options) -> Result:
    """Start everything in turn, again and again."""
    with place(options) as where:
        add_scenarios(where.scratch / "data", SCENARIOS)
        game, smallest = mmtui(where, complete=HOME), smallest_app(where)
        others = peers(where) if options.peers else None
        programs = (game, smallest, *(others.found if others else ()))
        found = dict(zip(programs, _measured(programs, options.repeats), strict=True))
        rows = [*_rows(found), *command_rows(where, 3 * options.repeats)]
        setting = {**where.versions(), "terminal": str(SIZE), "scenarios": str(SCENARIOS)}
    notes = others.notes if others else ("Peers were not asked for (--peers).",)
    return Result("startup", "exec to the first complete frame", tuple(rows), notes, setting)


def _rows(found: dict[Startable, _Started]) -> list[Row]:
    (game, own), (_, small), *others = found.items()
    beside = "smallest Textual app"
    rows = [
        Row(
            f"{game.name}, first frame", "s", own.seconds, Reference(beside, small.seconds), Budget(most=1.4)
        ),
        *(
            Row(
                f"{game.name}, first frame",
                "s",
                own.seconds,
                Reference(peer.name, them.seconds),
                _AGAINST_PEERS,
            )
            for peer, them in others
        ),
        Row(
            f"{game.name}, peak memory",
            "MiB",
            own.peak,
            Reference(beside, small.peak),
            Budget(most=60, unit="MiB"),
        ),
        Row(f"{game.name}, q to gone", "s", own.quit, Reference(beside, small.quit)),
    ]
    return rows


def _measured(programs: Sequence[Startable], repeats: int) -> list[_Started]:
    samples: list[list[tuple[float, float, float]]] = [[] for _ in programs]
    for at in range(repeats + 1):
        for program, kept in zip(programs, samples, strict=True):
            sample = _once(program)
            if at:  # the first time reads the disk
                kept.append(sample)
    return [_Started(*(tuple(column) for column in zip(*kept, strict=True))) for kept in samples]


def _once(program: Startable) -> tuple[float, float, float]:
    with program.started(SIZE) as running:
        seconds = running.shown(program.complete)
        running.calm(0.3)
        peak = running.peak_rss_mib()
        return seconds, peak, running.end(*program.quit).seconds
