"""Scripts that show something: a title, what they show, commands, and what these must print.

All of it stands in comments at the top of the file::

    # 8. Disjoint halves
    # A maps pages 0-7 and B 8-15: two processes.
    # $ mmtui compare docs/puzzles/08-disjoint-halves.ops --pages-per-pmd 16
    # = ... B read r ...
    # = L0 shared yes ~no

Each ``=`` line must be printed, in this order; ``...`` stands for anything, and spaces do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.findings.commands import ROOT


class Shown(NamedTuple):
    """A command, and lines that it must print."""

    command: str
    expected: tuple[str, ...]


class Exhibit(NamedTuple):
    """A script, or a race, that shows something."""

    path: Path
    title: str
    about: str
    shown: tuple[Shown, ...]


def exhibits(folder: str) -> tuple[Exhibit, ...]:
    """Return the exhibits of a folder below docs/; a file without a command belongs to another one's."""
    files = sorted((ROOT / "docs" / folder).iterdir())
    made = (exhibit_of(path) for path in files if path.suffix in (".ops", ".race"))
    return tuple(each for each in made if each.shown)


def exhibit_of(path: Path) -> Exhibit:
    """Return what the comments at the top of a file say."""
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line[1:].strip() for line in lines if line.startswith("#")]
    words = [line for line in comments if line[:2] not in ("$ ", "= ")]
    shown: list[Shown] = []
    for line in comments:
        if line.startswith("$ "):
            shown.append(Shown(line[2:], ()))
        elif line.startswith("= "):
            shown[-1] = shown[-1]._replace(expected=(*shown[-1].expected, line[2:]))
    return Exhibit(path, words[0], " ".join(words[1:]), tuple(shown))


def printed(shown: Shown, out: str) -> tuple[str, ...]:
    """Return the lines of an output that were expected, as they are.

    Raises ``LookupError`` with the first that is not there, or not there in its turn.

    >>> printed(Shown("mmtui ...", ("2 B exit ...", "L0 no")), "1 A\\n2 B exit  truth\\n  L0   no")
    ('2 B exit  truth', 'L0   no')
    """
    return tuple(_in_turn(shown, iter(out.splitlines())))


def _in_turn(shown: Shown, lines: Iterator[str]) -> Iterator[str]:
    for expected in shown.expected:
        pattern = ".*".join(re.escape(part) for part in spaced(expected).split("..."))
        found = next((line for line in lines if re.fullmatch(pattern, spaced(line))), None)
        if found is None:
            raise LookupError(f"{shown.command} does not print {expected!r}")
        yield found.strip()


def spaced(line: str) -> str:
    """Return text with one space where there are several, or a line's end."""
    return " ".join(line.split())
