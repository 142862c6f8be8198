"""Writing: data to stdout, as lines or as JSON; narration to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mmtui.report.text import Line, Role

SCHEMA = 1
"""Of the JSON that ``--json`` prints."""

# by the value of a role: the words say the same without it
_STYLES = {
    "dim": "2",
    "head": "1",
    "truth": "36",
    "belief": "33",
    "new": "32",
    "changed": "1;33",
    "gone": "2;9",
    "wrong": "1;31",
    "cursor": "7",
}


def check_writable(path: str) -> None:
    """Raise ``UsageError`` where a file cannot be written, before anything is done that takes long.

    It is not made, for there may be nothing to write in the end.
    """
    from pathlib import Path

    from mmtui.errors import UsageError

    folder = Path(path).parent
    if not folder.is_dir():
        raise UsageError(f"cannot write {path}: there is no folder {folder}")
    if Path(path).is_dir() or not os.access(path if os.path.exists(path) else folder, os.W_OK):
        why = "it is a folder" if Path(path).is_dir() else "permission denied"
        raise UsageError(f"cannot write {path}: {why}")


def write(text: str = "") -> None:
    """Write a line of data."""
    print(text)


def write_json(record: Mapping[str, Any]) -> None:
    """Write an object on a line of its own, in ASCII, so that no terminal and no pipe can spoil it."""
    import json

    print(json.dumps(record, separators=(",", ":")))


def note(text: str) -> None:
    """Write a line of narration, after the data that came before it."""
    flush(sys.stdout)
    print(text, file=sys.stderr, flush=True)


def progress(text: str) -> None:
    """Write a line of narration that is of use only to who waits: on a terminal."""
    if is_watched():
        note(text)


def is_watched() -> bool:
    """Tell whether stderr is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def flush(*streams: IO[str]) -> None:
    """Let what was written go out now."""
    for stream in streams or (sys.stdout, sys.stderr):
        if stream is not None:  # as where somebody closed it before we started
            stream.flush()


def painted(text: Line, coloured: bool) -> str:
    """Return a line as a terminal shows it.

    >>> from mmtui.report.text import Role, Span, line
    >>> painted(line("page ", Span("3", Role.WRONG)), coloured=True)
    'page \\x1b[1;31m3\\x1b[0m'
    """
    if not coloured:
        return "".join(span.text for span in text).rstrip()
    return "".join(_painted(span.text, span.role) for span in text)


def _painted(text: str, role: Role) -> str:
    style = _STYLES.get(role.value)
    return f"\x1b[{style}m{text}\x1b[0m" if style and text else text


def wants_colour(asked: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether stdout gets colours: as asked, else by no-color.org, else only on a terminal."""
    if asked != "auto":
        return asked == "always"
    if environ.get("NO_COLOR"):  # empty is not set
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and environ.get("TERM") != "dumb"
