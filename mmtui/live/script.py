"""The op language as far as a process can ask a running kernel; the model knows a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mmtui.errors import ScriptError
from mmtui.model.ops import MAX_LINE, MAX_OPS, Op

ADVICE: Mapping[str, int] = {
    "dontneed": 4,
    "free": 8,
    "hugepage": 14,
    "nohugepage": 15,
    "collapse": 25,
    "cold": 20,
    "pageout": 21,
    "populate_read": 22,
    "populate_write": 23,
    "remove": 9,
    "willneed": 3,
    "mergeable": 12,
    "unmergeable": 13,
    "dontfork": 10,
    "dofork": 11,
    "wipeonfork": 18,
    "guard": 102,
    "unguard": 103,
}
"""Verbs that are madvise(), and MADV_... of <asm-generic/mman-common.h>."""
_NAME = "[A-Za-z_][A-Za-z0-9_]{0,14}"
_N = "[0-9]{1,7}"
_RANGE = rf"{_NAME}( {_N}( {_N})?)?"
_MAP_WORD = rf"(shared|private|ro|populate|skew={_N}|foff={_N}|thp=(on|off))"
_SIZES = "8|16|32|64|128|256|512|1024|2048"
_GLOBAL = {
    "proc": _NAME,
    "memfd": f"{_NAME} {_N}",
    "file": rf"{_NAME} {_N}( (huge|within_size))?",
    "ftrunc": f"{_NAME} {_N}",
    "fclose": _NAME,
    "fwrite": _RANGE,
    "fpunch": _RANGE,
    "fsplit": rf"{_RANGE}( order={_N})?",
    "set": rf"(thp|shmem|defrag|zeropage|faultaround|(mthp|shmthp):({_SIZES})) [a-z0-9_+]{{1,20}}",
}
_OF_PROCESS = {
    "mmap": rf"{_NAME} (anon|(memfd|file):{_NAME}) {_N}( {_MAP_WORD})*",
    "fork": _NAME,
    "exit": "",
    "fill": rf"{_RANGE} val={_N}",
    "mprotect": f"{_RANGE} (ro|rw|none)",
    "mremap": rf"{_RANGE}( (to={_NAME}|skew={_N}|dontunmap))+",
    "mlock": f"{_RANGE}( onfault)?",
    "splitfolio": rf"{_RANGE}( order={_N})?",
    "migrate": rf"{_RANGE}( node=[01]| all)*",
    "unpin": "",
    "closepipe": "",
    **dict.fromkeys(("read", "write", "munmap", "munlock", "pin", "vmsplice", *ADVICE), _RANGE),
    "touch": rf"{_RANGE}( (read|write))?",
}
VERBS = frozenset(_GLOBAL) | frozenset(_OF_PROCESS)
NOT_ASKED: Mapping[str, str] = {
    "ksm": "it would merge pages of every process of the machine",
    "compact": "it would move pages of every process of the machine",
    "sleep": "the state after each operation is read at once",
    **dict.fromkeys(("dump", "quiet"), "every state is read and printed"),
    "mmap hugetlb": "pages would have to be set aside for the whole machine",
    "set hugetlb": "pages would be set aside for the whole machine",
    "set /": "what it changes is not known, and so nobody could put it back",
}
"""What the recorder of real kernels did and is refused here, and why; "set /" is that of any file."""


class Range(NamedTuple):
    """Pages from the first of a region or file; ``end`` is None for all of it."""

    start: int
    end: int | None


def range_of(words: tuple[str, ...]) -> Range:
    """Return the pages that ``NAME [START [END]]`` speaks of.

    >>> range_of(("r",)), range_of(("r", "3")), range_of(("r", "3", "8", "ro"))
    (Range(start=0, end=None), Range(start=3, end=4), Range(start=3, end=8))
    """
    numbers = [int(word) for word in words[1:3] if word.isdigit()]
    if len(numbers) == 2:
        return Range(*numbers)
    return Range(numbers[0], numbers[0] + 1) if numbers else Range(0, None)


def options_of(op: Op) -> dict[str, str]:
    """Return the words of the form NAME=VALUE."""
    return dict(word.split("=", 1) for word in op.words if "=" in word)


def read_ops(text: str, source: str = "") -> tuple[Op, ...]:
    """Return the operations of a script; raise ``ScriptError`` for a line that cannot be asked here.

    >>> [str(op) for op in read_ops("proc A\\nA mmap r anon 8 populate\\nA mlock r 0 4 onfault")]
    ['proc A', 'A mmap r anon 8 populate', 'A mlock r 0 4 onfault']
    """
    ops = tuple(_ops(text, source))
    if len(ops) > MAX_OPS:
        raise ScriptError(f"{len(ops):,} operations; at most {MAX_OPS:,} are read", source=source)
    return ops


def _ops(text: str, source: str) -> Iterator[Op]:
    for number, line in enumerate(text.split("\n"), 1):
        words = line.partition("#")[0].split()
        if not words or words[0] == "note":
            continue
        op = _op(words, number)
        if problem := "a line is too long" if len(line) > MAX_LINE else _problem(op):
            raise ScriptError(problem, source=source, line=number)
        yield op


def _op(words: list[str], line: int) -> Op:
    if words[0] in _GLOBAL or words[0] in NOT_ASKED or len(words) < 2:
        return Op("", words[0], tuple(words[1:]), line)
    return Op(words[0], words[1], tuple(words[2:]), line)


def _problem(op: Op) -> str:
    if refused := _refused(op):
        return refused
    form = (_OF_PROCESS if op.process else _GLOBAL).get(op.verb)
    if form is None:
        known = ", ".join(sorted(VERBS))
        return f"{op.verb!r} is nothing that can be asked of the running kernel here; known are {known}"
    if op.process and not re.fullmatch(_NAME, op.process):
        return f"{op.process!r} cannot be the name of a process"
    if not re.fullmatch(form, " ".join(op.words)) or (op.verb == "mremap" and "to" not in options_of(op)):
        return f"{op.verb}: cannot read {' '.join(op.words)!r}"
    start, end = range_of(op.words)
    return f"{op.verb}: the range {start} {end} is empty; ranges are START END, half open" * (
        end is not None and end <= start
    )


def _refused(op: Op) -> str:
    """Return why an operation is refused, "" if it is not in ``NOT_ASKED``."""
    what = key = op.verb
    if op.verb == "set" and op.words:
        what, key = f"set {op.words[0]}", "set /" if op.words[0].startswith("/") else f"set {op.words[0]}"
    if op.verb == "mmap" and op.words[1:2] == ("hugetlb",):
        what = key = "mmap hugetlb"
    reason = NOT_ASKED.get(key)
    return f"{what!r} is nothing that can be asked of the running kernel here: {reason}" if reason else ""
