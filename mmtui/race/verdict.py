"""What a search of one race has come to: holds, broken or unfinished, and the schedule that breaks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from mmtui.race.battery import Race
from mmtui.race.counting import Runs
from mmtui.race.entries import Order
from mmtui.race.replay import Move


class Options(NamedTuple):
    """How a race is run."""

    swapped: bool = False
    """The kernel counts a mapping after its entry is set, and out before it is cleared."""
    without: frozenset[str] = frozenset()
    """Kinds of lock that nobody takes."""
    states: int = 5_000_000
    seconds: float = float("inf")
    counted: bool = True
    """Count the interleavings too."""
    references_first: bool = False
    """References of entries are given back before their mappings are counted out."""

    @property
    def order(self) -> Order:
        """What the kernel does the other way round."""
        return Order(self.swapped, self.references_first)


@dataclass(frozen=True)
class Verdict:
    """What a search of one race has come to."""

    race: Race
    outcome: str
    """``holds``, ``broken`` or ``unfinished``."""
    states: int = 0
    switches: int | None = None
    """Context switches: of the schedule that breaks it; up to which all schedules were looked at before a
    bound was reached; or with how many every state can be reached.  None where no order was kept."""
    reasons: tuple[str, ...] = ()
    schedule: str = ""
    """The letters of the CPUs in the order in which they step."""
    moves: tuple[Move, ...] = field(default=(), repr=False)
    runs: Runs | None = None
    """Interleavings, all and broken; None where they were not counted."""
    interrupted: bool = False

    @property
    def how_often(self) -> str:
        """Return Always, Sometimes or Never: in how many interleavings it breaks; empty if nobody knows.

        Nobody does where they were not counted, or where only one was run again.
        """
        if self.outcome == "holds" and not self.schedule:
            return "Never"
        if self.runs is None:
            return ""
        return "Always" if self.runs.broken == self.runs.every else "Sometimes"


def switches_in(schedule: str) -> int:
    """Return how often another CPU goes on.

    >>> switches_in("aabba")
    2
    """
    return sum(one != other for one, other in pairwise(schedule))
