"""What can be told from the characters of a file alone: unsafe text, deep nesting, endless words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from mmtui.scenario.positions import Lines, Place
from mmtui.scenario.problems import Code, Problem
from mmtui.scenario.safety import UNSAFE, character_name
from mmtui.scenario.tokens import tokens

DEEPEST = 8
LONGEST_WORD = 200

_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}
_BETWEEN_KEYS = frozenset("[{]},=\n")
_MOST_UNSAFE = 50  # a binary file has thousands, and nobody reads them
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_SHORT = {"b": "\b", "f": "\f", "r": "\r", "e": "\x1b"}


class _Oversize(NamedTuple):
    offset: int
    message: str
    remedy: str


def size_problem(text: str, file: str) -> Problem | None:
    """The first place that is nested too deep, or a bare word that is too long, for a parser to be asked."""
    for offset, message, remedy in _oversizes(text):
        return Problem(file, *Lines(text).place(offset), "", Code.TOO_LARGE, message, remedy)
    return None


def unsafe_problems(text: str, file: str, *, escapes: bool = True) -> list[Problem]:
    """Every character that may not reach a terminal, as it stands or (``escapes``) written as an escape."""
    found = [(match.start(), match[0]) for match in islice(UNSAFE.finditer(text), _MOST_UNSAFE)]
    if escapes:
        found += islice(_escaped(text), _MOST_UNSAFE)
    lines = Lines(text)
    return [_unsafe(file, lines.place(offset), char) for offset, char in found]


def _oversizes(text: str) -> Iterator[_Oversize]:
    depth = dots = 0
    for token in tokens(text):
        depth += _DEEPER.get(token.text, 0)
        dots = dots + 1 if token.text == "." else 0 if token.text in _BETWEEN_KEYS else dots
        if depth > DEEPEST or dots > DEEPEST:
            message = f"more than {DEEPEST} tables and lists, one in the other"
            yield _Oversize(token.offset, message, "a scenario needs no more than 4")
        if len(token.text) > LONGEST_WORD and not token.quoted:
            message = f"a word of {len(token.text)} characters; at most {LONGEST_WORD}"
            yield _Oversize(token.offset, message, "a text stands in quotes")


def _unsafe(file: str, place: Place, char: str) -> Problem:
    message = f"{character_name(char)} may not be in a scenario"
    return Problem(file, *place, "", Code.UNSAFE_TEXT, message, "take it out")


def _escaped(text: str) -> Iterator[tuple[int, str]]:
    for token in tokens(text):
        if token.text.startswith('"'):
            for match in _ESCAPE.finditer(token.text):
                char = _unescaped(match)
                if UNSAFE.match(char):
                    yield token.offset + match.start(), char


def _unescaped(match: re.Match[str]) -> str:
    four, eight, two, short = match.groups()
    if short is not None:
        return _SHORT.get(short, " ")
    return chr(int(four or eight or two, 16))
