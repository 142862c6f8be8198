"""A damaged file gets another name; nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

# The file itself first.  If we are killed half-way, what is left is a log without a file, which the
# next game sets aside as well; a file without its log might pass for a sound one.
SUFFIXES = ("", "-wal", "-shm", "-journal")


def beside(path: Path, suffix: str) -> Path:
    """Return one of the files that SQLite keeps next to a database.

    >>> beside(Path("progress.db"), "-wal").name
    'progress.db-wal'
    """
    return path.with_name(path.name + suffix)


def set_aside(path: Path, at: datetime) -> Path:
    """Rename a database with all that belongs to it, and return its new name."""
    # Renaming would silently replace a file; no other game can make one here, for we are alone.
    kept = next(name for name in _names(path, at) if not any(_files(name)))
    for file in _files(path):
        file.rename(beside(kept, file.name.removeprefix(path.name)))
    return kept


def _names(path: Path, at: datetime) -> Iterator[Path]:
    first = f"{path.stem}.damaged-{at:%Y%m%d-%H%M%S}"
    yield path.with_name(f"{first}{path.suffix}")
    for nr in count(2):
        yield path.with_name(f"{first}-{nr}{path.suffix}")


def _files(path: Path) -> list[Path]:
    files = [beside(path, suffix) for suffix in SUFFIXES]
    return [file for file in files if file.exists() or file.is_symlink()]
