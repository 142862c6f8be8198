"""A script of operations, from a file or from stdin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from mmtui.errors import ScriptError, UsageError
from mmtui.model.ops import Op, parse_script

_LARGEST = 16 * 1024 * 1024


class Script(NamedTuple):
    """What a script asks for."""

    name: str
    source: str
    """What its errors begin with."""
    ops: tuple[Op, ...]

    def nonsense(self, op: Op, problem: str) -> ScriptError:
        """Return the error of an operation that can be read and not be done."""
        return ScriptError(f"{op}: {problem}", source=self.source, line=op.line)


def read_script(path: str) -> Script:
    """Return the script in a file, or for ``-`` on stdin.

    Raises ``UsageError`` where there is no such file, and ``ScriptError`` where it is no script.
    """
    name, source, text = read_text(path)
    return Script(name, source, parse_script(text, source))


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
