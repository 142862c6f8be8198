"""``startup``: from exec to the first complete frame, and what a command takes that shows none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.commands import command_rows
from benchmarks.environment import add_scenarios, place
from benchmarks.options import Options
from benchmarks.probe import Size
from benchmarks.programs import Startable, mmtui, peers, smallest_app
from benchmarks.result import Budget, Reference, Result, Row, Samples

SIZE = Size(120, 40)
SCENARIOS = 50
_HOME = "chapters.*difficulty.*q quit"
_AGAINST_PEERS = Budget(most=0.45)


class _Started(NamedTuple):
    seconds: Samples
    """Until the first frame was complete."""
    later: Samples
    """Until a second pattern was there, where one was asked for."""
    peak: Samples
    quit: Samples


def run(options: Options) -> Result:
    """Start everything in turn, again and again."""
    with place(options) as where:
        add_scenarios(where.scratch / "data", SCENARIOS)
        every = len(where.output("list", "--json").splitlines())
        others = peers(where) if options.peers else None
        game = mmtui(where, complete=_HOME)._replace(later=f"of {every} solved")
        programs = (game, smallest_app(where), *(others.found if others else ()))
        found = _measured(programs, options.repeats)
        rows = [*_rows(programs, found, every), *command_rows(where, 3 * options.repeats)]
        setting = {**where.versions(), "terminal": str(SIZE), "scenarios": str(every)}
    notes = others.notes if others else ("Peers were not asked for (--peers).",)
    return Result("startup", "exec to the first complete frame", tuple(rows), notes, setting)


def _rows(programs: Sequence[Startable], found: Sequence[_Started], every: int) -> Iterator[Row]:
    own, small, *others = found
    name = programs[1].name
    beside = Reference(name, small.seconds)
    yield Row("first complete frame", "s", own.seconds, beside, Budget(most=1.4))
    for program, peer in zip(programs[2:], others, strict=True):
        yield Row(
            "first complete frame", "s", own.seconds, Reference(program.name, peer.seconds), _AGAINST_PEERS
        )
    yield Row(f"all {every} scenarios listed", "s", own.later, beside)
    yield Row("peak memory", "MiB", own.peak, Reference(name, small.peak), Budget(most=60, unit="MiB"))
    yield Row("from q to the end", "s", own.quit, Reference(name, small.quit))


def _measured(programs: Sequence[Startable], repeats: int) -> list[_Started]:
    samples: list[list[tuple[float, ...]]] = [[] for _ in programs]
    for at in range(repeats + 1):
        for program, kept in zip(programs, samples, strict=True):
            sample = _once(program)
            if at:  # the first time reads the disk
                kept.append(sample)
    return [_Started(*(tuple(column) for column in zip(*kept, strict=True))) for kept in samples]


def _once(program: Startable) -> tuple[float, ...]:
    with program.started(SIZE) as running:
        seconds = running.shown(program.complete)
        later = running.shown(program.later) if program.later else seconds
        running.calm(0.3)
        peak = running.peak_rss_mib()
        return seconds, later, peak, running.end(*program.quit).seconds
