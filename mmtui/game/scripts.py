"""Where in a scenario file an operation stands, and which of its words a sentence is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mmtui.errors import ScriptError
from mmtui.model.ops import Op, parse_script
from mmtui.scenario import Code, Finding, Use

_WORD = re.compile(r"[^\s#]+")
_SAID = re.compile(r"[\w=.:+-]*\w")


class OpLine(NamedTuple):
    """A line of a script that asks for an operation, which may be one that cannot be read."""

    start: int
    """The offset of the line in the script."""
    text: str
    number: int
    """Counted from 1."""
    read: Op | ScriptError


def op_lines(script: str) -> Iterator[OpLine]:
    """Yield every line of a script that is no comment."""
    start = 0
    for number, text in enumerate(script.split("\n"), 1):
        try:
            if ops := parse_script(text):
                yield OpLine(start, text, number, ops[0])
        except ScriptError as error:
            yield OpLine(start, text, number, error)
        start += len(text) + 1


def script_findings(path: tuple[str, ...], script: str) -> Iterator[Finding]:
    """Yield every line of a script that cannot be read, at the word that is to blame."""
    for line in op_lines(script):
        if isinstance(line.read, ScriptError):
            problem, _, remedy = line.read.problem.partition("; ")
            yield Finding("inside", path, Code.OPERATION, problem, remedy, at=blamed(line, problem).at)


class OpPlace(NamedTuple):
    """Where an operation is asked for, and the word that is to blame."""

    path: tuple[str, ...]
    at: int
    word: str


def op_place(key: str, use: Use, op: Op, problem: str) -> OpPlace | None:
    """Return the key whose text asks for an operation, and where in it; None if no text does."""
    for name, script in use.params.items():
        lines = op_lines(script) if isinstance(script, str) else ()
        for line in lines:
            if line.number == op.line and line.read == op:
                return OpPlace((key, name), *blamed(line, problem))
    return None


class Blamed(NamedTuple):
    """A word of a line, and its offset in the script."""

    at: int
    word: str


def blamed(line: OpLine, problem: str) -> Blamed:
    """Return the last word of the line that a sentence names; the first, if it names none.

    >>> blamed(OpLine(10, "B exot  # a comment", 2, Op("B", "exit")), "unknown operation 'exot'")
    Blamed(at=12, word='exot')
    """
    words = {match[0]: match.start() for match in reversed([*_WORD.finditer(line.text.partition("#")[0])])}
    named = [said for said in _SAID.findall(problem) if said in words]
    word = named[-1] if named else min(words, key=words.__getitem__)
    return Blamed(line.start + words[word], word)
