"""Whether a script speaks of processes that there are: that can be told before it runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from string import ascii_uppercase
from typing import NamedTuple

from mmtui.model.ops import Op

MOST_PROCESSES = 26
"""Processes of one script, those that have ended as well."""


class Misnamed(NamedTuple):
    """An operation that names a process as it cannot be named there."""

    op: Op
    word: int
    """Which word of the operation, counted from 0."""
    problem: str


def misnamed(ops: Iterable[Op]) -> Misnamed | None:
    """Return the first operation of a whole script that makes no sense because of a process's name, if any.

    >>> from mmtui.model.ops import parse_script
    >>> misnamed(parse_script("proc A\\nA fork A")).problem
    'there was a process A already; a name is used once'
    >>> misnamed(parse_script("proc A\\nB exit")).problem
    'there is no process B; there is A'
    """
    alive: dict[str, None] = {}
    gone: set[str] = set()
    for op in ops:
        if op.process and op.process not in alive:
            return Misnamed(op, 0, _no_process(op.process, tuple(alive), gone))
        if op.verb in ("proc", "fork"):
            if op.words[0] in alive or op.words[0] in gone:
                problem = f"there was a process {op.words[0]} already; a name is used once"
                return Misnamed(op, 2 if op.process else 1, problem)
            if len(alive) + len(gone) == MOST_PROCESSES:
                return Misnamed(op, 2 if op.process else 1, f"at most {MOST_PROCESSES} processes")
            alive[op.words[0]] = None
        elif op.verb == "exit":
            del alive[op.process]
            gone.add(op.process)
    return None


def _no_process(name: str, alive: tuple[str, ...], gone: Collection[str]) -> str:
    there = f"there {'is' if len(alive) == 1 else 'are'} {', '.join(alive)}"
    unused = next((letter for letter in ascii_uppercase if letter not in gone), "AA")
    return f"there is no process {name}{' any more' * (name in gone)}; " + (
        there if alive else f"begin with 'proc {unused}'"
    )
