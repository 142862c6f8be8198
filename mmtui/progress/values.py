"""What the record holds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Outcome: TypeAlias = Literal["solved", "not-yet", "tool-error"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, as it was given; ``at`` is UTC in ISO 8601.

    ``digest`` is of the scenario's file, so that an answer can be read with the question it answered;
    ``session`` is one per opening of the record, so that two games at once can be told apart.
    """

    scenario_id: str
    digest: str
    step: int
    text: str
    outcome: Outcome
    hints_used: int
    scheme: str
    seed: int | None
    at: str
    tool_version: str
    session: str


class Hint(NamedTuple):
    """A rung of a step's ladder that the player has been shown.

    >>> Hint(step=1, nr=0) == (1, 0)
    True
    """

    step: int
    nr: int


@dataclass(frozen=True, slots=True)
class Solved:
    """That a step or a scenario was solved: when first, and with how few hints at best.

    A scenario's file may change after it was solved; ``digests`` are the versions it was solved in.
    """

    first_at: str
    hints_used: int
    digests: frozenset[str]
