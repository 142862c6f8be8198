"""An older file becomes one of today, wholly or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from mmtui.progress import schema

NEXT = ("ALTER TABLE answer ADD COLUMN seconds REAL", "CREATE TABLE badge (name TEXT)")


@pytest.fixture
def connection():
    with closing(schema.in_memory()) as connection:
        connection.execute(
            "INSERT INTO hint (scenario_id, step, nr, at, session)"
            " VALUES ('first-fork', 0, 1, 'noon', 'session')"
        )
        yield connection


def test_a_new_file_gets_every_migration():
    with closing(schema.in_memory()) as connection:
        assert schema.version_of(connection) == schema.VERSION == len(schema.MIGRATIONS)
        assert {table for table, _ in schema.columns(connection)} == set(schema.TABLES)


def test_a_record_of_the_first_release_keeps_its_rows():
    with closing(schema.in_memory(1)) as connection:
        connection.execute("INSERT INTO hint VALUES ('first-fork', 0, 1, 'noon', 'session')")
        schema.migrate(connection)
        assert schema.version_of(connection) == schema.VERSION
        hints = connection.execute("SELECT scenario_id, step, nr, at, session FROM hint_now").fetchall()
        assert hints == [("first-fork", 0, 1, "noon", "session")]


def test_an_older_file_is_migrated_and_keeps_its_rows(connection):
    schema.migrate(connection, (*schema.MIGRATIONS, NEXT))
    assert schema.version_of(connection) == schema.VERSION + 1
    assert {("answer", "seconds"), ("badge", "name")} <= schema.columns(connection)
    assert connection.execute("SELECT scenario_id, nr FROM hint").fetchall() == [("first-fork", 1)]


def test_a_migration_that_fails_leaves_the_file_as_it_was(connection):
    before = schema.columns(connection)
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(connection, (*schema.MIGRATIONS, (*NEXT, "this is not SQL")))
    assert schema.version_of(connection) == schema.VERSION
    assert schema.columns(connection) == before


def test_migrating_again_changes_nothing(connection):
    before = schema.columns(connection)
    schema.migrate(connection)
    assert schema.columns(connection) == before
    assert schema.version_of(connection) == schema.VERSION


def test_a_file_is_written_through_a_log_and_synced_at_every_commit(path):
    from mmtui.progress.database import connect

    path.parent.mkdir()
    with closing(connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA busy_timeout").fetchone()[0] >= 1000
