"""What can be told from the characters of a file alone: unsafe text, deep nesting, endless words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from mmtui.scenario.positions import Lines
from mmtui.scenario.problems import Code, Problem
from mmtui.scenario.safety import UNSAFE, character_name
from mmtui.scenario.tokens import Token, tokens

DEEPEST = 8
LONGEST_WORD = 200

_MOST_UNSAFE = 50  # a binary file has thousands, and nobody reads them
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_SHORT = {"b": "\b", "f": "\f", "r": "\r", "e": "\x1b"}


def size_problem(text: str, file: str) -> Problem | None:
    """The first place that is nested too deep, or a bare word that is too long, for a parser to be asked."""
    depth = dots = 0
    for token in tokens(text):
        depth += (token.text in ("[", "{")) - (token.text in ("]", "}"))
        dots = dots + 1 if token.text == "." else dots if _in_key(token) else 0
        if depth > DEEPEST or dots > DEEPEST:
            message = f"tables and lists are nested more than {DEEPEST} deep"
            return _problem(text, token.offset, file, Code.TOO_LARGE, message, "a scenario needs no more than 4")
        if len(token.text) > LONGEST_WORD and not token.quoted:
            message = f"a word of {len(token.text)} characters; at most {LONGEST_WORD}"
            return _problem(text, token.offset, file, Code.TOO_LARGE, message, "a text stands in quotes")
    return None


def unsafe_problems(text: str, file: str, *, escapes: bool = True) -> list[Problem]:
    """Every character that may not reach a terminal, as it stands or (``escapes``) written as an escape."""
    found = [(match.start(), match[0]) for match in islice(UNSAFE.finditer(text), _MOST_UNSAFE)]
    if escapes:
        found += islice(_escaped(text), _MOST_UNSAFE)
    return [
        _problem(text, offset, file, Code.UNSAFE_TEXT, f"{character_name(char)} may not be in a scenario", "take it out")
        for offset, char in found
    ]


def _in_key(token: Token) -> bool:
    return token.quoted or token.text[0].isalnum() or token.text[0] in "_-+"


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
