"""What the player did, read back as values."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

from mmtui.progress.database import Database
from mmtui.progress.games import Game, Given, Mark, games_of
from mmtui.progress.values import Answer, Hint, Solved

ANSWER = ", ".join(field.name for field in fields(Answer))
SOLVED = "min(at), min(hints_used), group_concat(DISTINCT digest)"


class Record:
    """A record as it can be read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def drafts(self, scenario_id: str, *, digest: str) -> Mapping[int, str]:
        """Return what the player had done last in each step of this version of a scenario's file."""
        query = "SELECT step, text FROM draft_now WHERE scenario_id = ? AND digest = ? ORDER BY id"
        return dict(self._database.rows(query, (scenario_id, digest)))

    def games(self, among: Collection[str] | None = None) -> Mapping[str, tuple[Game, ...]]:
        """Return how each scenario was solved, each time that it was, in order; of all, or of some ids."""
        where, values = _among(among)
        given = f"SELECT {', '.join(Given._fields)} FROM answer_now WHERE {where} ORDER BY id"
        marks = f"SELECT scenario_id, digest, hints_used, at FROM solved_now WHERE {where} ORDER BY id"
        return games_of(
            (Given(*row) for row in self._database.rows(given, values)),
            (Mark(*row) for row in self._database.rows(marks, values)),
        )

    def solved(self) -> Mapping[str, Solved]:
        """Return the scenarios that were ever solved, by id."""
        query = f"SELECT scenario_id, {SOLVED} FROM solved_now GROUP BY scenario_id"
        return {scenario_id: _solved(*mark) for scenario_id, *mark in self._database.rows(query)}

    def steps_solved(self, scenario_id: str) -> Mapping[int, Solved]:
        """Return the steps of a scenario that were ever solved, by their index."""
        solved = "scenario_id = ? AND outcome = 'solved'"
        query = f"SELECT step, {SOLVED} FROM answer_now WHERE {solved} GROUP BY step"
        return {step: _solved(*mark) for step, *mark in self._database.rows(query, (scenario_id,))}

    def begun(self, among: Collection[str] | None = None) -> Mapping[str, Mapping[str, frozenset[int]]]:
        """Return the steps that were ever solved: by scenario, and by the digest of its file.

        It is of all scenarios, or of those with some ids.
        """
        where, values = _among(among)
        solved = f"outcome = 'solved' AND {where}"
        query = f"SELECT DISTINCT scenario_id, digest, step FROM answer_now WHERE {solved}"
        found: dict[str, dict[str, frozenset[int]]] = {}
        for scenario_id, digest, step in self._database.rows(query, values):
            versions = found.setdefault(scenario_id, {})
            versions[digest] = versions.get(digest, frozenset()) | {step}
        return found

    def tries(self, scenario_id: str, step: int) -> int:
        """Return how many answers a step took; where the tool failed, the player did not try."""
        query = (
            "SELECT count(*) FROM answer_now WHERE scenario_id = ? AND step = ? AND outcome != 'tool-error'"
        )
        tries: int = self._database.rows(query, (scenario_id, step))[0][0]
        return tries

    def answers(self, scenario_id: str | None = None) -> tuple[Answer, ...]:
        """Return every answer, or those to one scenario, in the order they were given."""
        query = f"SELECT {ANSWER} FROM answer_now WHERE scenario_id = coalesce(?, scenario_id) ORDER BY id"
        return tuple(_answer(*row) for row in self._database.rows(query, (scenario_id,)))

    def hints(self, scenario_id: str) -> frozenset[Hint]:
        """Return the hints that were ever shown for a scenario."""
        query = "SELECT step, nr FROM hint_now WHERE scenario_id = ?"
        return frozenset(Hint(*row) for row in self._database.rows(query, (scenario_id,)))


def _among(ids: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
    """Return the condition that a row is of a scenario with one of these ids, and its values."""
    if ids is None:
        return "TRUE", ()
    return "scenario_id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(ids)),)


def _answer(*row: Any) -> Answer:
    answer = Answer(*row)
    return answer if answer.seed is None else replace(answer, seed=int(answer.seed))


def _solved(first_at: str, hints_used: int, digests: str) -> Solved:
    return Solved(first_at, hints_used, frozenset(digests.split(",")))
