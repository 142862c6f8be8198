"""What the player did, written down as it happens and read back as values."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import UTC
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mmtui.progress.clock import Clock, utc_now
from mmtui.progress.database import Database
from mmtui.progress.values import Answer, Hint, Outcome, Solved

ANSWER = ", ".join(field.name for field in fields(Answer))
SOLVED = "min(at), min(hints_used), group_concat(DISTINCT digest)"


class Progress:
    """The player's record, open.  A ``record_`` method that returned has written to the disk.

    Rows are added and never changed, so a mark once made is never lost.
    """

    def __init__(self, database: Database, *, tool_version: str, clock: Clock = utc_now) -> None:
        self.session = os.urandom(16).hex()
        self._database = database
        self._tool_version = tool_version
        self._clock = clock

    @property
    def path(self) -> Path | None:
        """The file, or None if the record ends with the game."""
        return self._database.path

    def record_answer(
        self,
        scenario_id: str,
        step: int,
        text: str,
        outcome: Outcome,
        *,
        digest: str,
        scheme: str,
        seed: int | None = None,
        hints_used: int = 0,
    ) -> Answer:
        """Write down an answer; one that is ``solved`` makes its step solved."""
        answer = Answer(
            scenario_id=scenario_id,
            digest=digest,
            step=step,
            text=_storable(text),
            outcome=outcome,
            hints_used=hints_used,
            scheme=scheme,
            seed=seed,
            at=self._now(),
            tool_version=self._tool_version,
            session=self.session,
        )
        self._add("answer", **asdict(answer) | {"seed": None if seed is None else str(seed)})
        return answer

    def record_hint(self, scenario_id: str, step: int, nr: int) -> None:
        """Write down that a hint was shown; once shown, showing it again changes nothing."""
        self._add("hint", scenario_id=scenario_id, step=step, nr=nr, at=self._now(), session=self.session)

    def record_solved(self, scenario_id: str, *, digest: str, hints_used: int = 0) -> None:
        """Write down that all of a scenario was solved, for the first time or once more."""
        self._add(
            "solved",
            scenario_id=scenario_id,
            digest=digest,
            hints_used=hints_used,
            at=self._now(),
            tool_version=self._tool_version,
            session=self.session,
        )

    def solved(self) -> Mapping[str, Solved]:
        """Return the scenarios that were ever solved, by id."""
        query = f"SELECT scenario_id, {SOLVED} FROM solved GROUP BY scenario_id"
        return {scenario_id: _solved(*mark) for scenario_id, *mark in self._database.rows(query)}

    def steps_solved(self, scenario_id: str) -> Mapping[int, Solved]:
        """Return the steps of a scenario that were ever solved, by their index."""
        solved = "scenario_id = ? AND outcome = 'solved'"
        query = f"SELECT step, {SOLVED} FROM answer WHERE {solved} GROUP BY step"
        return {step: _solved(*mark) for step, *mark in self._database.rows(query, (scenario_id,))}

    def begun(self) -> Mapping[str, Mapping[str, frozenset[int]]]:
        """Return the steps that were ever solved: by scenario, and by the digest of its file."""
        query = "SELECT DISTINCT scenario_id, digest, step FROM answer WHERE outcome = 'solved'"
        found: dict[str, dict[str, frozenset[int]]] = {}
        for scenario_id, digest, step in self._database.rows(query):
            versions = found.setdefault(scenario_id, {})
            versions[digest] = versions.get(digest, frozenset()) | {step}
        return found

    def tries(self, scenario_id: str, step: int) -> int:
        """Return how many answers a step took; where the tool failed, the player did not try."""
        query = "SELECT count(*) FROM answer WHERE scenario_id = ? AND step = ? AND outcome != 'tool-error'"
        tries: int = self._database.rows(query, (scenario_id, step))[0][0]
        return tries

    def answers(self, scenario_id: str | None = None) -> tuple[Answer, ...]:
        """Return every answer, or those to one scenario, in the order they were given."""
        query = f"SELECT {ANSWER} FROM answer WHERE scenario_id = coalesce(?, scenario_id) ORDER BY id"
        return tuple(_answer(*row) for row in self._database.rows(query, (scenario_id,)))

    def hints(self, scenario_id: str) -> frozenset[Hint]:
        """Return the hints that were ever shown for a scenario."""
        query = "SELECT step, nr FROM hint WHERE scenario_id = ?"
        return frozenset(Hint(*row) for row in self._database.rows(query, (scenario_id,)))

    def close(self) -> None:
        """Let go of the file; the record cannot be used any more."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _add(self, table: str, **row: object) -> None:
        places = ", ".join("?" * len(row))
        self._database.write(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values()))

    def _now(self) -> str:
        # Always six digits and always UTC, so that the order of the text is the order of time.
        return self._clock().astimezone(UTC).isoformat(timespec="microseconds")


def _storable(text: str) -> str:
    # What a terminal sends need not be Unicode; what SQLite keeps must be.
    return text.encode(errors="backslashreplace").decode()


def _answer(*row: Any) -> Answer:
    answer = Answer(*row)
    return answer if answer.seed is None else replace(answer, seed=int(answer.seed))


def _solved(first_at: str, hints_used: int, digests: str) -> Solved:
    return Solved(first_at, hints_used, frozenset(digests.split(",")))
