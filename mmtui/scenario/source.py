"""The text of a scenario file, and its tables: all that can go wrong before a key is looked at."""

from __future__ import annotations

from pathlib import Path

import tomli

from mmtui.scenario.lexical import size_problem, unsafe_problems
from mmtui.scenario.positions import Lines, Place
from mmtui.scenario.problems import Code, Problem, ScenarioInvalid
from mmtui.scenario.tokens import tokens

SUFFIX = ".mmtui.toml"
LARGEST = 256 * 1024

_WHOLE_FILE = Place(0, 0)
_REMEDIES = {
    "Invalid value": 'a text stands in quotes: "..."',
    "Invalid statement": "a line is `key = value`, `[table]` or `[[table]]`",
    "Cannot overwrite a value": "give each key once",
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
        raise _unreadable(path, "the file is not UTF-8", "save it as UTF-8", place=place) from None
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
        raise _unreadable(path, "this is a folder", "name a file in it")
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
    return [Problem(file, *place, "", Code.SYNTAX, message, _REMEDIES.get(error.msg, "")), *unsafe]


def _syntax_place(error: tomli.TOMLDecodeError, text: str) -> Place:
    if error.msg == "Unterminated string":
        *_, last = tokens(text)
        if last.quoted:
            return Lines(text).place(last.offset)  # where it begins; tomli says where the file ends
    line = text.split("\n")[error.lineno - 1]
    if line.startswith("[") or error.colno > len(line):
        return Place(error.lineno, len(line) - len(line.lstrip()) + 1)  # at a header or a key, not behind it
    return Place(error.lineno, error.colno)
