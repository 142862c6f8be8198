"""The player's own editor, in the same terminal; the game waits behind it."""

from __future__ import annotations

import shlex
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

from textual.app import App, SuspendNotSupported

NONE = "There is no editor here: set EDITOR before you start mmtui, or press i to edit in the game."
_USUAL = ("vi", "nano")


def editor_of(environ: Mapping[str, str]) -> list[str]:
    """Return the command of the player's editor, without a file; empty if there is none.

    Raises ``ValueError`` when what is set cannot be read, as with a quote too few.
    """
    for name in ("VISUAL", "EDITOR"):
        if words := shlex.split(environ.get(name, "")):
            return words
    path = environ.get("PATH")
    return next(([name] for name in _USUAL if which(name, path=path)), [])


def edited(app: App[Any], path: Path, environ: Mapping[str, str]) -> str:
    """Let the player edit a file, and return what went wrong; empty if nothing did."""
    try:
        editor = editor_of(environ)
    except ValueError as error:
        return f"EDITOR cannot be read: {error}."
    if not editor:
        return NONE
    try:
        with app.suspend(), _signals_left_to_it():
            done = subprocess.run([*editor, str(path)], check=False)
    except SuspendNotSupported:
        return "No other program can be shown here; i edits the file in the game."
    except OSError as error:
        return f"{editor[0]} cannot be started: {error.strerror}.  i edits the file in the game."
    if done.returncode < 0:
        return f"{editor[0]} was ended by signal {-done.returncode}."
    return f"{editor[0]} ended with {done.returncode}." if done.returncode else ""


@contextmanager
def _signals_left_to_it() -> Iterator[None]:
    # Ctrl+C goes to both of us, and is meant for the editor.  Not SIG_IGN, which the editor would inherit.
    # Ctrl+Z stops both of us where a shell can go on with us; where none can, the usual handler would stop
    # this process all the same, and nobody would ever wake it.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours: dict[str, Any] = {
        "SIGINT": lambda number, frame: None,
        "SIGTSTP": signal.SIG_DFL,
        "SIGCONT": signal.SIG_DFL,
    }
    before = {
        number: signal.signal(number, handler)
        for name, handler in ours.items()
        if (number := getattr(signal, name, None)) is not None
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
