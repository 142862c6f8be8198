"""What a search comes to."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from mmtui.explore.machine import Machine
from mmtui.findings import Finding
from mmtui.model.ops import Op

INTERRUPTED = "interrupted"
"""Why a search is unfinished that somebody ended with Ctrl+C."""


class Outcome(Enum):
    """How a search ends."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNFINISHED = "unfinished"


class Covered(NamedTuple):
    """How much of a machine was looked at."""

    machine: Machine
    depth: int = 0
    """Every run of so many operations after the setup was looked at, or one that comes to the same."""
    states: int = 0
    """Different ones, after merging."""
    transitions: int = 0

    @property
    def whole(self) -> bool:
        """Everything within the bounds."""
        return self.depth >= self.machine.depth


class Counterexample(NamedTuple):
    """A run at whose end something is wrong."""

    machine: Machine
    ops: tuple[Op, ...]
    """All of them, from an empty machine on."""
    found: Finding


class Sampled(NamedTuple):
    """How many random runs were looked at."""

    seed: int
    cases: int
    """Asked for."""
    done: int = 0
    steps: int = 0


class Verdict(NamedTuple):
    """The outcome, and how much it stands on."""

    outcome: Outcome
    covered: tuple[Covered, ...] = ()
    counterexample: Counterexample | None = None
    why: str = ""
    """Of an unfinished one: what ended it."""
    sampled: Sampled | None = None
    """Of random runs; they are no proof, whatever they come to."""
