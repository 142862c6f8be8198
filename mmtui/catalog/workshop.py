"""Where a player writes schemes: a folder for each scenario, beside the folder of the player's plugins."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from mmtui.catalog.catalog import Catalog
from mmtui.catalog.exercises import exercise_text
from mmtui.catalog.load import load_catalog
from mmtui.catalog.sources import Sources, dashed, find_sources


class Loaded(NamedTuple):
    """What a file of the player's comes to."""

    catalog: Catalog
    """Everything there was, and what the file offers."""
    name: str
    """The scheme that it offers; empty if there is none."""
    problem: str = ""
    """Why there is none, with file and line."""


def workshop(sources: Sources, scenario_id: str) -> Path:
    """Return the folder in which the schemes of a scenario are written; it need not exist."""
    own = sources.own or find_sources().own
    assert own is not None, "every user has a folder"
    return own.parent / "builds" / scenario_id


def file_in(folder: Path, start: str) -> Path:
    """Return the player's file in a folder, for an exercise that it begins with; it need not exist.

    >>> file_in(Path("first"), "first-scheme").name
    'first_scheme.py'
    """
    return folder / f"{start.replace('-', '_')}.py"


def begun(folder: Path, start: str) -> Path:
    """Return the player's file, a copy of the exercise if there is none yet; what is there is never changed.

    Raises ``UsageError`` when there is no such exercise, and ``OSError`` when it cannot be written.
    """
    path = file_in(folder, start)
    if not path.exists():
        text = exercise_text(start)
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), path.open("x", encoding="utf-8") as file:  # another game may be first
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    return path


def started_over(path: Path, start: str) -> Path:
    """Put the exercise in the place of the player's file, and return where that is kept now.

    Raises ``OSError`` when it cannot be written.
    """
    kept = set_aside(path, path)
    begun(path.parent, start)
    return kept


def set_aside(path: Path, file: Path) -> Path:
    """Give a file, or something of it, the next free name of the player's old files, and return that.

    Raises ``OSError`` when it cannot be done.
    """
    kept = next_old(file)
    path.rename(kept)
    return kept


def next_old(file: Path) -> Path:
    """Return the next free name of a file's old versions.

    >>> next_old(Path("no_such_folder/mine.py")).name
    'mine.1.old'
    """
    numbers = (file.with_suffix(f".{number}.old") for number in range(1, 10_000))
    return next(other for other in numbers if not other.exists())


def digest_of_file(path: Path) -> str:
    """Return what tells this state of a file from others; empty if it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def with_file(sources: Sources, path: Path) -> Sources:
    """Return the places where the player's file is found too, whatever else is wanted there."""
    only = None if sources.only is None else sources.only | {dashed(path.stem)}
    return replace(sources, folders=(*sources.folders, path.parent), only=only)


def loaded(sources: Sources, path: Path) -> Loaded:
    """Return what the player's file offers beside all other plugins, as it stands now."""
    catalog = load_catalog(with_file(sources, path))
    names = [name for name, offer in catalog.schemes.items() if offer.origin == str(path)]
    if names:
        return Loaded(catalog, names[0])
    errors = [str(error) for error in catalog.errors if error.file == str(path)]
    return Loaded(
        catalog, "", errors[0] if errors else f"{path} offers no scheme; end it with register_schemes()"
    )
