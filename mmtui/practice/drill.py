"""What a player practises: which problem comes first, which one next, and how it goes."""

from __future__ import annotations

from typing import NamedTuple

from mmtui.counted import counted
from mmtui.practice.numbers import Number
from mmtui.practice.streak import next_number, streak_of
from mmtui.progress import Progress


class Drill(NamedTuple):
    """A chapter's problems, at one level or as hard as the streak says; with a seed it is one problem."""

    chapter: int
    level: int | None = None
    seed: int | None = None

    def upcoming(self, progress: Progress) -> Number:
        """Return the problem to do now; raise ``ProgressError`` if the record cannot be read."""
        number = next_number(self.chapter, progress.answers(), progress.solved(), self.level)
        return number._replace(seed=number.seed if self.seed is None else self.seed)

    def following(self, progress: Progress) -> Number | None:
        """Return the problem that comes after the one that was just solved; None if there was to be one."""
        return self.upcoming(progress) if self.seed is None else None

    def streak(self, progress: Progress) -> int:
        """Return how many problems of the chapter were solved in a row, none with a wrong answer."""
        return streak_of(self.chapter, progress.answers(), progress.solved())

    def standing(self, progress: Progress) -> str:
        """Return the streak in words."""
        return f"{counted(self.streak(progress), 'problem')} of chapter {self.chapter} solved in a row"


def drill_of(number: Number) -> Drill:
    """Return the practice that is this problem and no other."""
    return Drill(*number)
