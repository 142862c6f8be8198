"""The text of a scenario file, and its tables: all that can go wrong before a key is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import NamedTuple

import tomli

from mmtui.scenario.positions import Lines, Place
from mmtui.scenario.problems import Code, Problem, ScenarioInvalid
from mmtui.scenario.tokens import token_texts, tokens
from mmtui.scenario.words import UNSAFE, character_name

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
    if not _is_oversize(text):  # nearly all are not, and many are read before the first picture
        return None
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


def _is_oversize(text: str) -> bool:
    """Return whether there may be a place for ``_oversizes()`` to find; False is certain."""
    texts = token_texts(text)
    depths = accumulate(_DEEPER[token] for token in texts if token in _DEEPER)
    long = any(len(token) > LONGEST_WORD and token[0] not in "\"'" for token in texts)
    return long or texts.count(".") > DEEPEST or max(depths, default=0) > DEEPEST


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


SUFFIX = ".mmtui.toml"
LARGEST = 256 * 1024

_WHOLE_FILE = Place(0, 0)
_TWICE = "Cannot overwrite a value"
_REMEDIES = {
    "Invalid value": 'a number, a list in [], or a text in "..."',
    "Invalid statement": "a line is `key = value`, `[table]` or `[[table]]`",
    "Illegal character '\\n'": 'close the text in its line, or write it between """',
    "Unterminated string": "close it with the quotes it begins with",
}


def read(path: Path) -> str:
    """The text of the file, its line ends as ``\\n``."""
    try:
        text = _read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        place = Lines(before).place(len(before))
        # with zeros in it, it is no text at all, and nothing of it is worth showing
        source = "" if b"\0" in error.object else error.object.decode("utf-8", "replace")
        unreadable = _unreadable(path, "the file is not UTF-8", "save it as UTF-8", place=place)
        raise ScenarioInvalid(unreadable.problems, source.replace("\r\n", "\n")) from None
    except FileNotFoundError:
        raise _unreadable(path, "there is no such file", "`mmtui list` shows the scenarios") from None
    except OSError as error:
        raise _unreadable(path, f"cannot read the file: {error.strerror}") from error
    if not text.strip():
        raise _unreadable(path, "the file is empty", "begin with the one in docs/scenarios.md")
    return text.replace("\r\n", "\n")


def parsed(text: str, file: str) -> dict[str, object]:
    """The tables of the text, which is TOML and of a bearable size."""
    if problem := size_problem(text, file):
        raise ScenarioInvalid([problem], text)
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ScenarioInvalid(_syntax_problems(error, text, file), text) from None


def name_problem(path: Path) -> Problem | None:
    """A complaint about the name of the file, by which editors know what it is."""
    if path.name.endswith(SUFFIX):
        return None
    better = f"{path.name.partition('.')[0] or 'scenario'}{SUFFIX}"
    message = f'the name of a scenario file ends in "{SUFFIX}"'
    return Problem(str(path), *_WHOLE_FILE, "", Code.FILE_NAME, message, f'rename it to "{better}"')


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        empty = not any(path.rglob(f"*{SUFFIX}"))
        message = f"there is no *{SUFFIX} in this folder" if empty else "this is a folder"
        raise _unreadable(path, message, "name a file")
    if path.exists() and not path.is_file():  # a pipe or a device may never end
        raise _unreadable(path, "this is not a plain file")
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        message = f"the file is larger than {LARGEST // 1024} KiB"
        raise _unreadable(path, message, "a scenario teaches one thing: make it shorter", code=Code.TOO_LARGE)
    return raw


def _unreadable(
    path: Path,
    message: str,
    remedy: str = "",
    *,
    place: Place = _WHOLE_FILE,
    code: Code = Code.UNREADABLE,
) -> ScenarioInvalid:
    return ScenarioInvalid([Problem(str(path), *place, "", code, message, remedy)])


def _syntax_problems(error: tomli.TOMLDecodeError, text: str, file: str) -> list[Problem]:
    unsafe = unsafe_problems(text, file, escapes=False)
    place = _syntax_place(error, text)
    if any(place == (problem.line, problem.column) for problem in unsafe):
        return unsafe  # that character is what TOML refuses, too
    message = error.msg[:1].lower() + error.msg[1:]
    remedy = _REMEDIES.get(error.msg, "")
    if error.msg == _TWICE:
        message, remedy = "this is here for the second time", "give each key once"
        if text.split("\n")[place.line - 1].lstrip().startswith("["):
            remedy = "a [table] stands once; where there may be many, each is a [[table]], the first too"
    return [Problem(file, *place, "", Code.SYNTAX, message, remedy), *unsafe]


def _syntax_place(error: tomli.TOMLDecodeError, text: str) -> Place:
    if error.msg == "Unterminated string":
        *_, last = tokens(text)
        if last.quoted:
            return Lines(text).place(last.offset)  # where it begins; tomli says where the file ends
    line = text.split("\n")[error.lineno - 1]
    if line.startswith("[") or error.colno > len(line) or error.msg == _TWICE:
        return Place(error.lineno, len(line) - len(line.lstrip()) + 1)  # at a header or a key, not behind it
    return Place(error.lineno, error.colno)
