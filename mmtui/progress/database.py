"""One connection to the record; every write is a transaction of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mmtui.progress import schema
from mmtui.progress.errors import ProgressError

# Another game holds its lock for as long as the disk takes to write one row.
BUSY_SECONDS = 5.0


def connect(path: Path) -> sqlite3.Connection:
    """Open a file, or make one, so that a commit is on the disk and readers never wait for a writer."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        # A file system that cannot have the log says so and keeps its journal, which is as safe.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        schema.migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


class Database:
    """Reads and writes rows, for the thread that opened it; ``path`` is None in memory."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self.path = path
        self._connection = connection
        # One letter gone bad on the disk must not make all other rows unreadable.
        connection.text_factory = lambda raw: raw.decode(errors="replace")
        self._file = _identity(path)

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return what a query finds."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise ProgressError(f"{self} cannot be read: {error}; start mmtui again") from error

    def write(self, statement: str, values: Sequence[object]) -> None:
        """Run a statement; when this returns, the disk has it, and when it raises, nothing has changed."""
        self._refuse_if_moved()
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._refuse_if_newer()
                self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise ProgressError(
                f"not saved in {self}: {error}; see that its disk has room and its folder can be written"
            ) from error

    def dicts(self, table: str) -> list[dict[str, Any]]:
        """Return all rows of a table, in the order in which they were written."""
        try:
            cursor = self._connection.execute(f"SELECT * FROM {table} ORDER BY id")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]
        except sqlite3.Error as error:
            raise ProgressError(f"{self} cannot be read: {error}; start mmtui again") from error

    def merge(self, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> int:
        """Add those rows, by table, that are not there yet, and return how many they were; all or none."""
        self._refuse_if_moved()
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._refuse_if_newer()
                return sum(self._missing(table, row) for table, some in rows.items() for row in some)
        except sqlite3.Error as error:
            raise ProgressError(f"not saved in {self}: {error}; nothing was changed") from error

    def _missing(self, table: str, row: Mapping[str, object]) -> int:
        # an index would be for this alone; a record has some thousand rows
        same = " AND ".join(f"{name} IS ?" for name in row)
        places = ", ".join("?" * len(row))
        added = self._connection.execute(
            f"INSERT INTO {table} ({', '.join(row)}) SELECT {places}"
            f" WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE {same})",
            (*row.values(), *row.values()),
        )
        return added.rowcount

    def close(self) -> None:
        self._connection.close()

    def __str__(self) -> str:
        return str(self.path or "memory")

    def _refuse_if_moved(self) -> None:
        # SQLite would go on writing into the file that was moved away, or deleted, and nobody would know.
        if _identity(self.path) != self._file:
            raise ProgressError(f"not saved: {self} was moved or replaced; start mmtui again")

    def _refuse_if_newer(self) -> None:
        if schema.version_of(self._connection) != schema.VERSION:
            raise ProgressError(f"not saved: a newer mmtui has taken over {self}; start mmtui again")


def _identity(path: Path | None) -> tuple[int, int] | None:
    if path is None:
        return None
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
