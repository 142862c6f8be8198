"""The op language: one operation a line, as scripts, scenarios and recordings speak it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from mmtui.errors import ScriptError

MAX_LINE = 400
MAX_OPS = 100_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,14}")
_ORDER = re.compile("[0-9]")
_NUMBER = re.compile(r"[0-9]{1,7}")


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


@dataclass(frozen=True, slots=True)
class _Form:
    # what may stand behind a verb, in this order; `ranged` is REGION [START [END]]
    names: int = 0
    numbers: int = 0
    ranged: bool = False
    one_of: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    backing: bool = False
    setting: bool = False


ADVICE = (
    "dontneed",
    "free",
    "cold",
    "pageout",
    "remove",
    "willneed",
    "hugepage",
    "nohugepage",
    "collapse",
    "populate_read",
    "populate_write",
    "dontfork",
    "dofork",
    "wipeonfork",
)
"""What madvise() is asked for."""
_GLOBAL: Mapping[str, _Form] = {
    "proc": _Form(names=1),
    "memfd": _Form(names=1, numbers=1),
    "file": _Form(names=1, numbers=1, flags=("huge", "within_size")),
    "fwrite": _Form(names=1, numbers=2),
    "fpunch": _Form(names=1, numbers=2),
    "fsplit": _Form(names=1, numbers=2),
    "ftrunc": _Form(names=1, numbers=1),
    "fclose": _Form(names=1),
    "set": _Form(setting=True),
}
_OF_PROCESS: Mapping[str, _Form] = {
    "mmap": _Form(
        names=1,
        backing=True,
        numbers=1,
        flags=("shared", "private", "ro", "populate"),
        options=("skew", "foff", "thp"),
    ),
    "read": _Form(ranged=True),
    "write": _Form(ranged=True),
    "fork": _Form(names=1),
    "munmap": _Form(ranged=True),
    "mprotect": _Form(ranged=True, one_of=("ro", "rw", "none")),
    "mremap": _Form(ranged=True, flags=("dontunmap",), options=("to", "skew"), needs=("to",)),
    "mlock": _Form(ranged=True, flags=("onfault",)),
    "munlock": _Form(ranged=True),
    "splitfolio": _Form(ranged=True, options=("order",)),
    **{advice: _Form(ranged=True) for advice in ADVICE},
    "exit": _Form(),
}
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "thp": ("always", "madvise", "never"),
    "shmem": ("always", "advise", "never"),
    "zeropage": ("0", "1"),
    "faultaround": tuple(str(4096 << order) for order in range(10)),
    "mthp": ("always", "inherit", "madvise", "never"),
    "shmthp": ("always", "inherit", "advise", "never"),
}
_SMALLEST_KB = {"mthp": 16, "shmthp": 8}
"""These two take a size, as in ``mthp:64``; the kernel makes no anonymous folios of two pages."""
_LARGEST_KB = 2048
_FORMS = ", ".join(f"{name}:SIZE" if name in _SMALLEST_KB else name for name in SETTINGS)
VERBS = (*_GLOBAL, *_OF_PROCESS)


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
    if words[0] in _GLOBAL:
        return _checked(_GLOBAL[words[0]], Op("", words[0], tuple(words[1:]), line))
    if len(words) == 1 or words[1] not in _OF_PROCESS:
        return _unknown(words), None
    if not _NAME.fullmatch(words[0]):
        return f"{words[0]!r} cannot be the name of a process", None
    return _checked(_OF_PROCESS[words[1]], Op(words[0], words[1], tuple(words[2:]), line))


def _unknown(words: list[str]) -> str:
    verb = words[1] if len(words) > 1 else words[0]
    near = get_close_matches(verb, VERBS, 1)
    help_ = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(VERBS)}"
    return f"unknown operation {verb!r}; {help_}"


def _checked(form: _Form, op: Op) -> tuple[str, Op | None]:
    problem = _setting_problem(op) if form.setting else _problem(form, list(op.words))
    return (f"{op.verb}: {problem}", None) if problem else ("", op)


def _setting_problem(op: Op) -> str:
    if len(op.words) != 2:
        return "takes a setting and a value, as in 'set shmem always'"
    name, colon, size = op.words[0].partition(":")
    if name not in SETTINGS or (bool(colon) and name not in _SMALLEST_KB):
        return f"unknown setting {op.words[0]!r}; known are {_FORMS}"
    if name in _SMALLEST_KB and not _is_size(name, size):
        least = _SMALLEST_KB[name]
        return f"{name} takes a size in kB, as in {name}:64; a power of two from {least} to {_LARGEST_KB}"
    value, known = op.words[1], SETTINGS[name]
    return "" if value in known else f"{name} is one of {', '.join(known)}, not {value!r}"


def _is_size(name: str, size: str) -> bool:
    good = _NUMBER.fullmatch(size) and int(size).bit_count() == 1
    return bool(good) and _SMALLEST_KB[name] <= int(size) <= _LARGEST_KB


def order_of_kb(size: str) -> int:
    """Return the order of a folio of so many kB, pages of 4 kB.

    >>> order_of_kb("64"), order_of_kb("2048")
    (4, 9)
    """
    return int(size).bit_length() - 3


def _problem(form: _Form, words: list[str]) -> str:
    for _ in range(form.names + form.ranged):
        if not words or not _NAME.fullmatch(words[0]):
            return (
                "a name is missing"
                if not words
                else f"{words[0]!r} is not a name (letters, digits, _; at most 15)"
            )
        words.pop(0)
    if form.backing and (problem := _backing_problem(words)):
        return problem
    if problem := _number_problem(form.numbers, words):
        return problem
    if form.ranged and (problem := _range_problem(words)):
        return problem
    return _word_problem(form, words)


def _number_problem(count: int, words: list[str]) -> str:
    numbers = words[:count]
    if len(numbers) < count or not all(map(_NUMBER.fullmatch, numbers)):
        return "a number of pages is missing" if count == 1 else "START and END are missing"
    del words[:count]
    return _range_problem(numbers) if count == 2 else ""


def _backing_problem(words: list[str]) -> str:
    backing = words.pop(0) if words else ""
    kind, _, name = backing.partition(":")
    if backing == "anon" or (kind in ("memfd", "file") and _NAME.fullmatch(name)):
        return ""
    known = "'anon', 'memfd:NAME' or 'file:NAME'"
    return f"what is mapped is {known}, not {backing!r}" if backing else f"{known} is missing"


def _range_problem(words: list[str]) -> str:
    numbers: list[int] = []
    while words and len(numbers) < 2 and _NUMBER.fullmatch(words[0]):
        numbers.append(int(words.pop(0)))
    if len(numbers) == 2 and numbers[0] >= numbers[1]:
        return f"the range {numbers[0]} {numbers[1]} is empty; ranges are START END, half open"
    return ""


def _word_problem(form: _Form, words: list[str]) -> str:
    plain = [word for word in words if "=" not in word]
    options = dict(word.split("=", 1) for word in words if "=" in word)
    if form.one_of and (not plain or plain.pop(0) not in form.one_of):
        return f"one of {', '.join(form.one_of)} is missing"
    if strange := [word for word in plain if word not in form.flags] + [
        key for key in options if key not in form.options
    ]:
        known = [*form.flags, *(f"{key}=" for key in form.options)]
        return f"cannot read {strange[0]!r}" + (f"; known are {', '.join(known)}" if known else "")
    if missing := [key for key in form.needs if key not in options]:
        return f"{missing[0]}= is missing"
    return next((problem for key, value in options.items() if (problem := _option_problem(key, value))), "")


def _option_problem(key: str, value: str) -> str:
    good = {"to": _NAME, "thp": re.compile("on|off"), "skew": _NUMBER, "foff": _NUMBER, "order": _ORDER}[key]
    return "" if good.fullmatch(value) else f"{key}={value} cannot be read"
