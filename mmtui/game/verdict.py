"""What an answer is worth, as a value."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Outcome(Enum):
    """How an answer came out."""

    SOLVED = "solved"
    NOT_YET = "not-yet"
    UNREAD = "unread"
    """It is not an answer to this kind of question; it does not count."""
    TOOL_ERROR = "tool-error"
    """The program could not tell; it does not count."""


class Verdict(NamedTuple):
    """What an answer was worth, and why."""

    outcome: Outcome
    lines: tuple[str, ...]
    """Sentences to show, the most important first."""
    answer: str = ""
    """What was answered, as it was understood."""
    at: int | None = None
    """The operation, counted from 1, that a look at may help; None where there is none."""
