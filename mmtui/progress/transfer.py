"""The record as a file that another machine can take in: merged with what is there, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mmtui.progress.database import Database
from mmtui.progress.errors import ProgressError
from mmtui.progress.schema import TABLES

SCHEMA = 1
MOST_BYTES = 64 << 20
MOST_ROWS = 1_000_000

_LINE = Field(max_length=1_000)
_TEXT = Field(max_length=20_000)


class _Row(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    scenario_id: str = _LINE
    at: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}\+00:00$")
    session: str = _LINE


class _Of(_Row):
    step: int = Field(ge=0, le=1_000)


class AnswerRow(_Of):
    """One answer, as it was given."""

    digest: str = _LINE
    text: str = _TEXT
    outcome: Literal["solved", "not-yet", "tool-error"]
    hints_used: int = Field(ge=0, le=1_000_000)
    scheme: str = _LINE
    seed: str | None = _LINE
    tool_version: str = _LINE


class HintRow(_Of):
    """A hint that was shown."""

    nr: int = Field(ge=0, le=1_000)


class SolvedRow(_Row):
    """That a scenario was solved."""

    digest: str = _LINE
    hints_used: int = Field(ge=0, le=1_000_000)
    tool_version: str = _LINE


class DraftRow(_Of):
    """What had been done in a step that was not solved yet."""

    digest: str = _LINE
    text: str = _TEXT


class ResetRow(_Row):
    """That a scenario was begun anew."""


class Exported(BaseModel):
    """A whole record."""

    model_config = ConfigDict(strict=True, extra="forbid")

    schema_: Literal[1] = Field(alias="schema")
    kind: Literal["mmtui progress"]
    answer: list[AnswerRow] = Field(max_length=MOST_ROWS)
    hint: list[HintRow] = Field(max_length=MOST_ROWS)
    solved: list[SolvedRow] = Field(max_length=MOST_ROWS)
    draft: list[DraftRow] = Field(max_length=MOST_ROWS)
    reset: list[ResetRow] = Field(max_length=MOST_ROWS)


class Merged(NamedTuple):
    """How many rows a file had, and how many of them are new."""

    rows: int
    new: int


def exported(database: Database) -> dict[str, Any]:
    """Return everything that is in the record, as ``merged()`` takes it."""
    tables = {table: [_without_id(row) for row in database.dicts(table)] for table in TABLES}
    return {"schema": SCHEMA, "kind": "mmtui progress", **tables}


def _without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "id"}


def read_export(text: str) -> Exported:
    """Return what a file says; raise ``ProgressError`` with the place of what is wrong first.

    Nothing in it is believed: not its size, its types or its names.
    """
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise ProgressError(f"it is larger than {MOST_BYTES >> 20} MiB, so it is no record of mmtui")
    try:
        return Exported.model_validate_json(text, strict=True)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False)[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
        where = f"{place.removeprefix('.')}: " if place else ""
        message = f"{where}{first['msg'][:1].lower()}{first['msg'][1:]}"
        remedy = "take a file that `mmtui export` wrote"
        raise ProgressError(f"{message}; {remedy}") from None


def merged(database: Database, found: Exported) -> Merged:
    """Add the rows of a file that the record does not have yet; all of them or, if that fails, none.

    That a scenario was begun anew on another machine takes nothing away here.
    """
    tables = (table for table in TABLES if table != "reset")
    rows = {table: [row.model_dump() for row in getattr(found, table)] for table in tables}
    return Merged(sum(map(len, rows.values())), database.merge(rows))


def dumped(record: Mapping[str, Any]) -> str:
    """Return a record as the text of a file."""
    return json.dumps(record, ensure_ascii=True, indent=1) + "\n"
