"""How a scenario was solved, read from the answers that led to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mmtui.progress.values import Outcome

MOST_STARS = 3


class Given(NamedTuple):
    """As much of an answer as says how well a scenario was solved."""

    scenario_id: str
    digest: str
    step: int
    text: str
    outcome: Outcome
    at: str


class Mark(NamedTuple):
    """That a scenario was solved."""

    scenario_id: str
    digest: str
    hints_used: int
    at: str


class Game(NamedTuple):
    """One time that a scenario was solved, from its first question to its last."""

    digest: str
    at: str
    hints_used: int
    wrong: int
    """Wrong answers on the way."""
    texts: Mapping[int, str]
    """What solved each question, counted from 0."""

    def stars(self, pars: Sequence[int | None]) -> int:
        """Return 1 for solving it, 1 more without a hint, and 1 without a wrong answer and within par.

        ``pars`` is for each question how many operations will do, None where none are counted.
        """
        over = any(
            par is not None and len(self.texts.get(step, "").split(";")) > par
            for step, par in enumerate(pars)
        )
        return 1 + (self.hints_used == 0) + (self.wrong == 0 and not over)


def games_of(answers: Iterable[Given], marks: Iterable[Mark]) -> Mapping[str, tuple[Game, ...]]:
    """Return the games of each scenario; answers and marks are in the order in which they were made.

    What was answered since the scenario was solved before belongs to a game.
    """
    given: dict[str, list[Given]] = {}
    for answer in answers:
        given.setdefault(answer.scenario_id, []).append(answer)
    games: dict[str, tuple[Game, ...]] = {}
    for mark in marks:
        mine = [answer for answer in given.get(mark.scenario_id, ()) if answer.at <= mark.at]
        given[mark.scenario_id] = given.get(mark.scenario_id, [])[len(mine) :]
        games[mark.scenario_id] = (*games.get(mark.scenario_id, ()), _game(mark, mine))
    return games


def _game(mark: Mark, answers: Iterable[Given]) -> Game:
    mine = [answer for answer in answers if answer.digest == mark.digest]
    texts = {answer.step: answer.text for answer in mine if answer.outcome == "solved"}
    wrong = sum(answer.outcome == "not-yet" for answer in mine)
    return Game(mark.digest, mark.at, mark.hints_used, wrong, texts)


def best_stars(games: Iterable[Game], pars: Sequence[int | None]) -> int:
    """Return the most stars of any game; 0 if there is none.

    >>> best_stars([Game("d", "", 1, 0, {}), Game("d", "", 0, 2, {})], [None])
    2
    """
    return max((game.stars(pars) for game in games), default=0)
