"""Reading a trace: JSON records, one a line, of what a kernel did after each operation of a script.

A trace is data from strangers: sizes are bounded, and a line that is no record is named.
"""

from __future__ import annotations

import gzip
import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from mmtui.errors import ScriptError, UsageError

Record: TypeAlias = dict[str, Any]

LARGEST = 256 * 1024 * 1024
"""Bytes of a trace, unpacked."""
STATE = frozenset({"map", "folio", "small", "vma", "gone"})
"""Records of a step that are compared."""


class Step(NamedTuple):
    """One operation, what came of it, and the state after it."""

    n: int
    op: str
    result: Record
    state: tuple[Record, ...]


class Trace(NamedTuple):
    """What one kernel did with one script."""

    source: str
    script: str
    release: str
    """As ``uname -r`` says it, or the name of a kernel profile."""
    steps: tuple[Step, ...]


def read_trace(path: Path) -> Trace:
    """Return the trace in a ``.jsonl``, ``.jsonl.gz`` or ``.jsonl.xz`` file.

    Raises ``UsageError`` where there is no such file, and ``ScriptError`` with the line where it is no trace.
    """
    source = str(path)
    script, release, steps = path.name.split(".")[0], "", []
    state: list[Record] = []
    for number, record in _records(path):
        kind = record.get("t")
        if kind == "begin":
            script, release = str(record.get("script", script)), str(record.get("kernel", ""))
        elif kind == "step":
            state = []
            steps.append((_checked_step(record, source, number), state))
            if record["n"] != len(steps) - 1:
                raise ScriptError(f"step {len(steps) - 1} is missing", source=source, line=number)
        elif kind in STATE and steps:
            state.append(_checked(record, source, number))
    if not steps:
        raise ScriptError("this is no trace: it has no step", source=source)
    made = tuple(Step(step["n"], step["op"], step, tuple(state)) for step, state in steps)
    return Trace(source, script, release, made)


def _records(path: Path) -> Iterator[tuple[int, Record]]:
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ScriptError(f"this is no JSON: {error}", source=str(path), line=number) from None
        if not isinstance(record, dict):
            raise ScriptError("a record is an object", source=str(path), line=number)
        yield number, record


_OPENERS: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".xz": lzma.open}


def _text(path: Path) -> str:
    try:
        with _OPENERS.get(path.suffix, open)(path, "rb") as file:
            raw: bytes = file.read(LARGEST + 1)
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError) as error:
        raise ScriptError(f"cannot be unpacked: {error}", source=str(path)) from None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None
    if len(raw) > LARGEST:
        raise ScriptError(f"a trace has at most {LARGEST // 2**20} MiB", source=str(path))
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScriptError("this is not UTF-8", source=str(path), line=line) from None


_SHAPES: dict[str, tuple[tuple[str, type], ...]] = {
    "map": (("p", str), ("r", str), ("runs", list)),
    "folio": (("f", str), ("order", int)),
    "small": (("runs", list),),
    "vma": (("p", str), ("r", str), ("s", int), ("e", int), ("perm", str)),
    "gone": (("f", str),),
}


def _checked(record: Record, source: str, number: int) -> Record:
    kind = record["t"]
    for key, type_ in _SHAPES[kind]:
        if not isinstance(record.get(key), type_):
            problem = f'a {kind} record has "{key}" as {type_.__name__}, not {record.get(key)!r}'
            raise ScriptError(problem, source=source, line=number)
    for run in record.get(_RUNS.get(kind, ""), ()):
        if not _is_run(kind, run):
            raise ScriptError(f"{str(run)[:80]} is not a run of a {kind} record", source=source, line=number)
    if kind in ("map", "folio"):
        _check_once(record.get(_RUNS[kind], ()), source, number)
    return record


def _check_once(runs: Iterable[Sequence[Any]], source: str, number: int) -> None:
    # of two runs that overlap the later one would silently win
    end = 0
    for first, length in sorted((run[0], run[1]) for run in runs):
        if length < 1:
            raise ScriptError(f"a run of {length} pages says nothing", source=source, line=number)
        if first < end:
            raise ScriptError(f"page {first} is said twice", source=source, line=number)
        end = first + length


_RUNS = {"map": "runs", "small": "runs", "folio": "sub"}
_COLUMNS: dict[str, tuple[type, ...]] = {
    "map": (int, int, str, int, str, str, str, int),
    "small": (str, int, int, int),
    "folio": (int, int, int),
}
"""What each run begins with; kernels tell more of it than is compared."""
_LABEL = re.compile(r"[Ls]\d{1,9}")


def _is_run(kind: str, run: object) -> bool:
    columns = _COLUMNS[kind]
    if not isinstance(run, list) or len(run) < len(columns):
        return False
    pairs = [pair for pair in zip(run, columns, strict=False) if kind != "map" or pair != (None, str)]
    typed = all(type(value) is type_ for value, type_ in pairs)  # an entry that is not present has no folio
    labels = [value for value, type_ in pairs if type_ is str][: len(pairs) == len(columns)]
    return typed and all(_LABEL.fullmatch(label) for label in labels)


def _checked_step(record: Record, source: str, number: int) -> Record:
    if not isinstance(record.get("n"), int) or not isinstance(record.get("op"), str):
        raise ScriptError('a step record has "n" and "op"', source=source, line=number)
    return record
