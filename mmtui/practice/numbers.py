"""Which problem it is: its number, and which numbers there are."""

from __future__ import annotations

import re
from typing import NamedTuple

from mmtui.errors import UsageError

CHAPTERS = range(1, 9)
"""The chapters that have problems."""
LEVELS = range(1, 6)
_NUMBER = re.compile(r"practice-([0-9]{1,2})-([0-9])-([0-9]{1,12})")


class Number(NamedTuple):
    """Which problem it is.

    >>> str(Number(3, 2, 7)), number_in("practice-3-2-7"), number_in("controls")
    ('practice-3-2-7', Number(chapter=3, level=2, seed=7), None)
    """

    chapter: int
    level: int
    seed: int

    def __str__(self) -> str:
        return f"practice-{self.chapter}-{self.level}-{self.seed}"


def number_in(text: str) -> Number | None:
    """Return the number that a text is; None if it is none."""
    found = _NUMBER.fullmatch(text)
    return Number(int(found[1]), int(found[2]), int(found[3])) if found else None


def known(chapter: int, level: int | None = None) -> None:
    """Raise ``UsageError`` for a chapter that has no problems, or a level that there is not."""
    if chapter not in CHAPTERS:
        raise UsageError(f"chapter {chapter} has nothing to practise; {_between(CHAPTERS)} have")
    if level is not None and level not in LEVELS:
        raise UsageError(f"there is no level {level}; there are {_between(LEVELS)}")


def _between(numbers: range) -> str:
    return f"{numbers[0]} to {numbers[-1]}"
