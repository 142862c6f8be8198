"""The tables, and how an older file becomes one of today."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

Migration: TypeAlias = Sequence[str]

# One for each version that was ever released, in order.  Never edit one: there are files made by it.
MIGRATIONS: Sequence[Migration] = (
    (
        """
        CREATE TABLE answer (
            id           INTEGER PRIMARY KEY,
            scenario_id  TEXT    NOT NULL,
            digest       TEXT    NOT NULL,
            step         INTEGER NOT NULL,
            text         TEXT    NOT NULL,
            outcome      TEXT    NOT NULL CHECK (outcome IN ('solved', 'not-yet', 'tool-error')),
            hints_used   INTEGER NOT NULL,
            scheme       TEXT    NOT NULL,
            seed         TEXT,  -- an INTEGER would stop at 64 bits
            at           TEXT    NOT NULL,
            tool_version TEXT    NOT NULL,
            session      TEXT    NOT NULL
        )
        """,
        """
        CREATE TABLE hint (
            scenario_id  TEXT    NOT NULL,
            step         INTEGER NOT NULL,
            nr           INTEGER NOT NULL,
            at           TEXT    NOT NULL,
            session      TEXT    NOT NULL,
            PRIMARY KEY (scenario_id, step, nr) ON CONFLICT IGNORE
        )
        """,
        """
        CREATE TABLE solved (
            id           INTEGER PRIMARY KEY,
            scenario_id  TEXT    NOT NULL,
            digest       TEXT    NOT NULL,
            hints_used   INTEGER NOT NULL,
            at           TEXT    NOT NULL,
            tool_version TEXT    NOT NULL,
            session      TEXT    NOT NULL
        )
        """,
    ),
    (
        # a hint can be read again after a scenario was begun anew
        """
        CREATE TABLE read_hint (
            id           INTEGER PRIMARY KEY,
            scenario_id  TEXT    NOT NULL,
            step         INTEGER NOT NULL,
            nr           INTEGER NOT NULL,
            at           TEXT    NOT NULL,
            session      TEXT    NOT NULL
        )
        """,
        "INSERT INTO read_hint SELECT rowid, scenario_id, step, nr, at, session FROM hint",
        "DROP TABLE hint",
        "ALTER TABLE read_hint RENAME TO hint",
        # the operations of an act that is not solved yet
        """
        CREATE TABLE draft (
            id           INTEGER PRIMARY KEY,
            scenario_id  TEXT    NOT NULL,
            digest       TEXT    NOT NULL,
            step         INTEGER NOT NULL,
            text         TEXT    NOT NULL,
            at           TEXT    NOT NULL,
            session      TEXT    NOT NULL
        )
        """,
        # what came before is kept, and counts no more
        """
        CREATE TABLE reset (
            id           INTEGER PRIMARY KEY,
            scenario_id  TEXT    NOT NULL,
            at           TEXT    NOT NULL,
            session      TEXT    NOT NULL
        )
        """,
        *(
            f"""
            CREATE VIEW {table}_now AS SELECT * FROM {table} WHERE at >
            (SELECT coalesce(max(at), '') FROM reset WHERE reset.scenario_id = {table}.scenario_id)
            """
            for table in ("answer", "hint", "solved", "draft")
        ),
    ),
)
TABLES = ("answer", "hint", "solved", "draft", "reset")
VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many migrations the file has seen; 0 is a file just made."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the tables up to date, wholly or not at all."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for migration in migrations[version_of(connection) :]:
            for statement in migration:
                connection.execute(statement)
        # Written even when it stays the same: a disk that takes no writes is found out here, at the
        # start, and not at the player's first answer.
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def in_memory(version: int = VERSION) -> sqlite3.Connection:
    """Return an empty record of some version, which nothing outlives."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, MIGRATIONS[:version])
    return connection


def columns(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """Return every table's columns, each as ``(table, column)``."""
    query = "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"
    return frozenset(connection.execute(query))
