"""Opening the record, whatever state it is in: the game always gets one, and a notice if it must."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mmtui.progress import schema
from mmtui.progress.aside import set_aside
from mmtui.progress.clock import Clock, utc_now
from mmtui.progress.database import BUSY_SECONDS, Database, connect
from mmtui.progress.errors import ProgressError, in_words
from mmtui.progress.health import why_damaged
from mmtui.progress.record import Progress


@dataclass(frozen=True, slots=True)
class Opened:
    """A record to play with, and what the player should be told about it."""

    progress: Progress
    notice: str | None = None


def open_progress(path: Path, *, tool_version: str, clock: Clock = utc_now) -> Opened:
    """Open the record at ``path``; make it if it is not there.

    A damaged file is set aside and a new one is started.  A file that cannot be used where it lies is
    left alone, and the game is played with a record in memory.
    """
    notices: list[str] = []
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(path):
            if reason := why_damaged(path):
                kept = set_aside(path, clock())
                notices.append(f"{path} was damaged ({reason}): it is kept as {kept}; a new record begins.")
            database = Database(connect(path), path)
    except ProgressError as error:
        notices.append(f"Progress is not saved: {error}. The file was not touched.")
        database = Database(schema.in_memory())
    except (OSError, sqlite3.Error) as error:
        notices.append(
            f"Progress is not saved: {path}: {in_words(error)}."
            " See that its folder can be written and that no other program holds the file,"
            " or set MMTUI_STATE_DIR to another folder."
        )
        database = Database(schema.in_memory())
    return Opened(Progress(database, tool_version=tool_version, clock=clock), " ".join(notices) or None)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    # Two games that find the same damage must not both rename: the second would take the new file away.
    # The lock is SQLite's own: it ends with the process that holds it, and works wherever the record does.
    with closing(sqlite3.connect(path.with_suffix(".lock"), timeout=BUSY_SECONDS)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
