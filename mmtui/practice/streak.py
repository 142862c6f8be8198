"""How many problems in a row were solved without a wrong answer."""

from __future__ import annotations

from collections.abc import Iterable

from mmtui.practice.numbers import LEVELS, Number, number_in
from mmtui.progress import Answer

RAISE_AFTER = 3
"""Problems in a row after which the level rises."""


def streak_of(chapter: int, answers: Iterable[Answer], solved: Iterable[str]) -> int:
    """Return how many problems of a chapter were solved in a row at the end, none with a wrong answer.

    ``answers`` are in the order in which they were given; ``solved`` are the ids that were solved whole.
    """
    wrong: dict[Number, bool] = {}
    for answer in answers:
        number = number_in(answer.scenario_id)
        if number is not None and number.chapter == chapter and answer.outcome != "tool-error":
            wrong[number] = wrong.get(number, False) or answer.outcome == "not-yet"
    done, streak = set(solved), 0
    for number in reversed(wrong):
        if wrong[number] or str(number) not in done:
            break
        streak += 1
    return streak


def next_number(
    chapter: int, answers: Iterable[Answer], solved: Iterable[str], level: int | None = None
) -> Number:
    """Return the problem that comes next: the first seed of its level that was not answered yet.

    Without a level it is that of the streak.
    """
    answers = tuple(answers)
    if level is None:
        level = min(LEVELS[-1], LEVELS[0] + streak_of(chapter, answers, solved) // RAISE_AFTER)
    numbers = (number_in(answer.scenario_id) for answer in answers)
    seen = {number.seed for number in numbers if number and number[:2] == (chapter, level)}
    return Number(chapter, level, next(seed for seed in range(1, len(seen) + 2) if seed not in seen))
