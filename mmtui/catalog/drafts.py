"""The text of a player's file while it is written in the game: nothing that was typed is ever lost."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from mmtui.catalog.workshop import digest_of_file, next_old, set_aside


class Opened(NamedTuple):
    """What an editor begins with."""

    text: str
    digest: str
    """Of the file as it is; what was written there since is kept when the text is saved."""
    notice: str = ""
    """Why the text is not that of the file, or what became of a draft; empty where nobody would wonder."""


def draft_of(path: Path) -> Path:
    """Return the file that has what was typed and not saved.

    >>> draft_of(Path("first_scheme.py")).name
    'first_scheme.py.draft'
    """
    return path.with_name(f"{path.name}.draft")


def opened(path: Path) -> Opened:
    """Return the player's text: what was not saved, unless the file was changed after that.

    Raises ``OSError`` when a file cannot be read or an old draft not be set aside, and ``ValueError`` when
    the file is no text.
    """
    text, digest, draft = path.read_text(encoding="utf-8"), digest_of_file(path), draft_of(path)
    if not draft.exists():
        return Opened(text, digest)
    typed = draft.read_text(encoding="utf-8")
    if typed == text:
        draft.unlink()
        return Opened(text, digest)
    if draft.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return Opened(typed, digest, "You go on with what you typed and did not save.")
    kept = set_aside(draft, path)
    return Opened(text, digest, f"The file is newer than what you typed here, which is kept as {kept.name}.")


def keep_draft(path: Path, text: str) -> None:
    """Write down what was typed; it is there again though the game be killed.  Raises ``OSError``."""
    _replace(draft_of(path), text, at_once=False)


def saved(path: Path, text: str, digest: str) -> str:
    """Write a text into the player's file, and return a sentence about it.

    ``digest`` is that of the file when it was opened: one that somebody else has changed since is kept
    beside it.  Raises ``OSError`` when it cannot be written; the file is then as it was.
    """
    said = "Saved."
    if digest_of_file(path) not in ("", digest):
        kept = next_old(path)
        copyfile(path, kept)
        said = f"Saved. The file was changed by something else meanwhile; that is kept as {kept.name}."
    _replace(path, text, at_once=True)
    draft_of(path).unlink(missing_ok=True)
    return said


def _replace(path: Path, text: str, *, at_once: bool) -> None:
    # never half a file: either the old text is there or the new one
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            if at_once:
                file.flush()
                os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    if at_once:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
