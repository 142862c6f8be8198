"""The op language: one operation a line, as scripts, scenarios and recordings speak it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from mmtui.errors import ScriptError
from mmtui.model.opforms import GLOBAL, NOT_MODELLED, OF_PROCESS, Form
from mmtui.model.opwords import NAME, problem_in

MAX_LINE = 400
MAX_OPS = 100_000


@dataclass(frozen=True, slots=True)
class Op:
    """One operation: who does what, with which words.

    >>> op = parse_op("B mprotect r 2 5 ro")
    >>> op.process, op.verb, op.words
    ('B', 'mprotect', ('r', '2', '5', 'ro'))
    >>> str(op)
    'B mprotect r 2 5 ro'
    """

    process: str
    """The process that asks; empty for ``proc``, ``set`` and the ones on files, which belong to nobody."""
    verb: str
    words: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)
    """Line in the script, counted from 1."""

    def __str__(self) -> str:
        return " ".join((self.process, self.verb, *self.words) if self.process else (self.verb, *self.words))


VERBS = (*GLOBAL, *OF_PROCESS)


def parse_script(text: str, source: str = "") -> tuple[Op, ...]:
    """Return the operations of a script.

    Raises ``ScriptError`` with the line number for the first line that cannot be read.

    >>> [str(op) for op in parse_script("# two lines\\nproc A\\nA mmap r anon 8  # eight pages")]
    ['proc A', 'A mmap r anon 8']
    """
    ops = tuple(_parse_lines(text, source))
    if len(ops) > MAX_OPS:
        raise ScriptError(f"{len(ops):,} operations; at most {MAX_OPS:,} are read", source=source)
    return ops


def _parse_lines(text: str, source: str) -> Iterator[Op]:
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.partition("#")[0].strip()
        if stripped and stripped.split(None, 1)[0] != "note":
            yield parse_op(stripped, source=source, line=number)


def parse_op(text: str, *, source: str = "", line: int = 0) -> Op:
    """Return the operation that a line asks for; raise ``ScriptError`` when it cannot be read."""
    problem, op = _read(text.split(), line, len(text))
    if op is None:
        raise ScriptError(problem, source=source, line=line)
    return op


def _read(words: list[str], line: int, length: int) -> tuple[str, Op | None]:
    if length > MAX_LINE or not words:
        return (
            f"a line has at most {MAX_LINE} characters" if words else "an empty line asks for nothing"
        ), None
    if words[0] in GLOBAL:
        return _checked(GLOBAL[words[0]], Op("", words[0], tuple(words[1:]), line))
    if len(words) == 1 or words[1] not in OF_PROCESS:
        return _unknown(words), None
    if not NAME.fullmatch(words[0]):
        return f"{words[0]!r} cannot be the name of a process", None
    return _checked(OF_PROCESS[words[1]], Op(words[0], words[1], tuple(words[2:]), line))


def _unknown(words: list[str]) -> str:
    verb = words[0] if len(words) == 1 or words[0] in NOT_MODELLED else words[1]
    if verb in NOT_MODELLED:
        return f"{verb!r} is not modelled: {NOT_MODELLED[verb]}"
    near = get_close_matches(verb, VERBS, 1)
    help_ = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(VERBS)}"
    return f"unknown operation {verb!r}; {help_}"


def _checked(form: Form, op: Op) -> tuple[str, Op | None]:
    problem = problem_in(form, op.words)
    return (f"{op.verb}: {problem}", None) if problem else ("", op)
