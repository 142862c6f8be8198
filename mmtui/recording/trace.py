"""Reading a trace: JSON records, one a line, of what a kernel did after each operation of a script.

A trace is data from strangers: sizes are bounded, and a line that is no record is named.
"""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from mmtui.errors import ScriptError, UsageError
from mmtui.recording.shape import keys_of, problem_of

Record: TypeAlias = dict[str, Any]

LARGEST = 256 * 1024 * 1024
"""Bytes of a trace, unpacked."""
STATE = frozenset({"map", "folio", "small", "vma", "proc", "gone"})
"""Records of a step that are compared."""
FORGOTTEN = "forgotten"
"""Type of a record, here only: the folio may still be there, and its label may be used again."""


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
    seen: bool = False
    """It says only what a process can see; ``mmtui live run --json`` made it."""


def read_trace(path: Path) -> Trace:
    """Return the trace in a ``.jsonl``, ``.jsonl.gz`` or ``.jsonl.xz`` file.

    Raises ``UsageError`` where there is no such file, and ``ScriptError`` with the line where it is no trace.
    """
    source = str(path)
    script, release = path.name.split(".")[0], ""
    steps, state = list[tuple[Record, list[Record]]](), list[Record]()
    said, begun = set[tuple[Any, ...]](), False
    seen = False
    for number, record in _records(path):
        seen = seen or (record.get("t") == "begin" and "advised" in record)
        if problem := problem_of(record, seen=seen):
            raise ScriptError(problem, source=source, line=number)
        kind = record["t"]
        if kind == "begin":
            if begun:
                raise ScriptError("a second script begins", source=source, line=number)
            begun = True
            script, release = str(record.get("script", script)), str(record.get("kernel", ""))
        elif kind == "step":
            if record["n"] != len(steps):
                raise ScriptError(f"step {len(steps)} is missing", source=source, line=number)
            state, said = [], set()
            steps.append((record, state))
        elif kind in STATE and steps:
            keys = keys_of(record)
            if len({*keys}) < len(keys) or not said.isdisjoint(keys):
                raise ScriptError(f"what this {kind} record says is said twice", source=source, line=number)
            said.update(keys)
            state.append(as_seen(record) if seen else record)
    if not steps:
        raise ScriptError("this is no trace: it has no step", source=source)
    made = tuple(Step(step["n"], step["op"], step, tuple(state)) for step, state in steps)
    return Trace(source, script, release, made, seen)


def as_seen(record: Record) -> Record:
    """Return what a record that a process made says for certain.

    A file's folio that nobody maps may still be in the page cache.  LazyFree of smaps lags behind: what
    MADV_FREE gives up waits in a batch of the CPU (``folio_mark_lazyfree()``), and nobody drains it.
    """
    if record["t"] == "gone" and record["kind"] != "anon":
        return {**record, "t": FORGOTTEN}
    if record["t"] == "vma":
        return {key: value for key, value in record.items() if key != "LazyFree"}
    return record


def _records(path: Path) -> Iterator[tuple[int, Record]]:
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            problem = f"this is no JSON: {error}; a line is a record here; `mmtui run` reads a script"
            raise ScriptError(problem, source=str(path), line=number) from None
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
