"""Is the file on the disk a record that can be used?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from mmtui.progress import schema
from mmtui.progress.aside import beside
from mmtui.progress.errors import ProgressError

DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def why_damaged(path: Path) -> str | None:
    """Return what is wrong with the file, or None if it is sound or not there; the file stays as it is.

    A file written by a newer mmtui is not damaged, but it cannot be used: that is a ``ProgressError``.
    """
    if path.exists() and not path.is_file():
        return "it is not a file"
    if not _size(path):
        # SQLite would take this for a new database, and delete the log with the last answers in it.
        return "it is empty but its log is not" if _size(beside(path, "-wal")) else None
    try:
        with closing(_look(path)) as connection:
            _refuse_newer(path, schema.version_of(connection))
            return _failed_check(connection) or _not_ours(connection)
    except sqlite3.DatabaseError as error:
        if _code(error) in DAMAGE:
            return str(error)
        raise


def _look(path: Path) -> sqlite3.Connection:
    # A connection that can write would, when it is closed, copy the log into a damaged file and delete
    # the log.  Only a transaction that was cut off before the log existed needs one: to be rolled back.
    mode = "rw" if beside(path, "-journal").exists() else "ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)


def _refuse_newer(path: Path, version: int) -> None:
    if version > schema.VERSION:
        raise ProgressError(
            f"{path} was written by a newer mmtui (format {version}, this one reads {schema.VERSION});"
            " update mmtui"
        )


def _failed_check(connection: sqlite3.Connection) -> str | None:
    finding: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    return None if finding == "ok" else finding


def _not_ours(connection: sqlite3.Connection) -> str | None:
    version, found = schema.version_of(connection), schema.columns(connection)
    if version <= 0:
        return "it is not a record of mmtui" if version or found else None
    with closing(schema.in_memory(version)) as example:
        missing = schema.columns(example) - found
    return f"it lacks {'.'.join(min(missing))}" if missing else None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _code(error: sqlite3.Error) -> int:
    # The low byte is the kind of error.  One that Python raised itself has no code at all.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
