"""Experiments with several CPUs: one of the races that every scheme has to stand, or all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from mmtui.counted import counted
from mmtui.race.arena import Arena
from mmtui.race.battery import BATTERY, Race
from mmtui.race.verdict import Options, Verdict
from mmtui.report.lanes import Lanes
from mmtui.report.race_view import lanes_with
from mmtui.report.races import race_lines, verdict_line
from mmtui.report.text import Line, Role, Span, line
from mmtui.tui.lab_bench import Bench, Experiment, Result, Tell, flowing

_HOW = Options(seconds=120, counted=False)
"""Interleavings are not counted: that takes longer than the search, and cannot be stopped."""


def races(bench: Bench) -> list[Experiment]:
    """Return the experiments in which CPUs race on a folio."""
    every = Experiment(
        f"all {len(BATTERY)} races",
        "Each of the races below, in every order of the steps of its CPUs.",
        partial(_raced, bench, BATTERY),
    )
    return [every, *(_one(bench, race) for race in BATTERY)]


def _one(bench: Bench, race: Race) -> Experiment:
    cpus = "; ".join(f"CPU {name}: {text}" for name, text in zip("abcdefgh", race.cpus, strict=False))
    about = f"{race.about[0].upper()}{race.about[1:]}.  {cpus}."
    return Experiment(f"race {race.name}", about, partial(_raced, bench, (race,)))


class _Progress:
    # what was told last, to be said of a race that was stopped
    def __init__(self, head: str, tell: Tell) -> None:
        self._head, self._tell = head, tell
        self.states = self.switches = 0
        tell(head)

    def __call__(self, states: int, switches: int) -> None:
        self.states, self.switches = states, switches
        self._tell(f"{self._head}: {counted(states, 'state')}, {counted(switches, 'context switch')}")


def _raced(bench: Bench, which: Sequence[Race], tell: Tell) -> Result:
    verdicts: list[Verdict] = []
    lanes: list[Lanes] = []
    for number, race in enumerate(which, 1):
        arena = Arena(bench.session.trial.catalog.scheme(bench.scheme), bench.profile, race, _HOW)
        told = _Progress(f"race {number} of {len(which)}, {race.name}", tell)
        try:
            verdict = arena.decided(told)
        except KeyboardInterrupt:
            verdicts.append(Verdict(race, "unfinished", told.states, told.switches))
            break
        verdicts.append(verdict)
        if verdict.moves:
            lanes.append(lanes_with(arena, verdict))
    return Result(flowing(_lines(bench, which, verdicts)), races=tuple(lanes))


def _lines(bench: Bench, which: Sequence[Race], verdicts: Sequence[Verdict]) -> Iterator[Line]:
    yield verdict_line(bench.scheme, verdicts)
    if left := which[len(verdicts) :]:
        yield line(Span(f"stopped; not begun: {', '.join(race.name for race in left)}", Role.CHANGED))
    for verdict in sorted(verdicts, key=lambda verdict: verdict.outcome == "holds"):
        yield from race_lines(verdict)
