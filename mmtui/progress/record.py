"""What the player did, written down as it happens."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mmtui.progress.clock import Clock, utc_now
from mmtui.progress.database import Database
from mmtui.progress.reading import Record
from mmtui.progress.values import Answer, Outcome


class Progress(Record):
    """The player's record, open.  A ``record_`` method that returned has written to the disk.

    Rows are added and never changed, so a mark once made is never lost.
    """

    def __init__(self, database: Database, *, tool_version: str, clock: Clock = utc_now) -> None:
        super().__init__(database)
        self.session = os.urandom(16).hex()
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
        """Write down that a hint was shown; showing it again changes nothing."""
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

    def record_draft(self, scenario_id: str, step: int, text: str, *, digest: str) -> None:
        """Write down what the player has done so far in a step that is not solved yet."""
        self._add(
            "draft",
            scenario_id=scenario_id,
            digest=digest,
            step=step,
            text=_storable(text),
            at=self._now(),
            session=self.session,
        )

    def record_reset(self, scenario_id: str) -> None:
        """Write down that a scenario is to be as if nobody had played it; what there was is kept."""
        self._add("reset", scenario_id=scenario_id, at=self._now(), session=self.session)

    def exported(self) -> dict[str, Any]:
        """Return everything that was ever written down, for a file."""
        from mmtui.progress.transfer import exported  # pydantic is slow to import, and few need it

        return exported(self._database)

    def merged(self, text: str) -> tuple[int, int]:
        """Add what a file has that is not here yet; return how many rows it has, and how many were new.

        Raises ``ProgressError`` for what is no such file, and then nothing has changed.
        """
        from mmtui.progress.transfer import merged, read_export

        return merged(self._database, read_export(text))

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
