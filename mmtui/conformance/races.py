"""The battery of races, each in every order of its steps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mmtui.conformance.checks import Broken, Check, Undecided
from mmtui.conformance.subject import Kit
from mmtui.counted import counted
from mmtui.race.arena import Arena
from mmtui.race.battery import BATTERY, Race
from mmtui.race.verdict import Options
from mmtui.report.races import move_lines, race_lines
from mmtui.report.text import joined

SECONDS = 60.0
"""For one race; what takes longer is left undecided."""


def race_checks(kit: Kit) -> Iterator[Check]:
    """Yield one test for each race."""
    for race in BATTERY:
        yield Check(f"race[{race.name}]", race.about, partial(_raced, kit, race))


def _raced(kit: Kit, race: Race) -> None:
    arena = Arena(kit.scheme, kit.profile, race, Options(seconds=SECONDS, counted=False))
    verdict = arena.decided(lambda states, switches: None)
    if verdict.outcome == "broken":
        again = f"mmtui race {kit.scheme.name} --race {race.name} --replay {verdict.schedule}"
        text = joined((*race_lines(verdict), *move_lines(verdict)))
        raise Broken(f"{text}\n\nagain: {again}" if verdict.schedule else text)
    if verdict.outcome == "unfinished":
        raise Undecided(f"{counted(verdict.states, 'state')} looked at, and there are more")
