"""A script of operations, from a file or from stdin."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from mmtui.errors import ScriptError, UsageError
from mmtui.model.opnames import misnamed
from mmtui.model.ops import Op, parse_script

_LARGEST = 16 * 1024 * 1024
_WORD = re.compile(r"\S+")


class Script(NamedTuple):
    """What a script asks for."""

    name: str
    source: str
    """What its errors begin with."""
    ops: tuple[Op, ...]
    text: str = ""
    """As it was read; empty for what was no text, as a workload."""

    def nonsense(self, op: Op, problem: str) -> ScriptError:
        """Return the error of an operation that can be read and not be done."""
        error = ScriptError(f"{op}: {problem}", source=self.source, line=op.line)
        return placed(error, self.text, problem)


def read_script(path: str) -> Script:
    """Return the script in a file, or for ``-`` on stdin.

    Raises ``UsageError`` where there is no such file, and ``ScriptError`` where it is no script, or speaks
    of processes that there are not.
    """
    name, source, text = read_text(path)
    try:
        ops = parse_script(text, source)
    except ScriptError as error:
        raise placed(error, text, error.problem) from None
    check_names(ops, source, text)
    return Script(name, source, ops, text)


def check_names(ops: tuple[Op, ...], source: str, text: str) -> None:
    """Raise ``ScriptError`` for the first operation of a process that there is not, or is already."""
    if wrong := misnamed(ops):
        op, nr, problem = wrong
        words = [*_WORD.finditer(text.split("\n")[op.line - 1])]
        raise ScriptError(f"{op}: {problem}", source=source, line=op.line, column=words[nr].start() + 1)


def placed(error: ScriptError, text: str, problem: str) -> ScriptError:
    """Return an error of a script with the column of the word that a sentence about its line blames."""
    lines = text.split("\n")
    if not 0 < error.line <= len(lines) or error.column:
        return error
    from mmtui.game.scripts import OpLine, blamed

    line = OpLine(0, lines[error.line - 1], error.line, error)
    if not line.text.strip():
        return error
    column = blamed(line, problem.partition("; ")[0]).at + 1
    return ScriptError(error.problem, source=error.source, line=error.line, column=column)


def read_text(path: str) -> tuple[str, str, str]:
    """Return the name of a script, what its errors begin with, and its text."""
    source = "<stdin>" if path == "-" else path
    try:
        raw = _bytes(path)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    if len(raw) > _LARGEST:
        raise ScriptError(f"a script has at most {_LARGEST // 2**20} MiB", source=source)
    return "stdin" if path == "-" else Path(path).stem, source, _text(raw, source)


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read(_LARGEST + 1) if sys.stdin is not None else b""
    with open(path, "rb") as file:
        return file.read(_LARGEST + 1)


def _text(raw: bytes, source: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScriptError("this is not UTF-8; save the script as UTF-8", source=source, line=line) from None
