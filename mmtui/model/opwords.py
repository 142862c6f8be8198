"""Whether the words behind a verb are what its form asks for, and if not, what would be right."""

from __future__ import annotations

import re

from mmtui.model.opforms import LARGEST_KB, NOT_MAPPED, NOT_SET, SETTINGS, SMALLEST_KB, Form

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,14}")
"""Names of processes, regions and files."""
_NUMBER = re.compile(r"[0-9]{1,7}")
_FORMS = ", ".join(f"{name}:SIZE" if name in SMALLEST_KB else name for name in SETTINGS)


def problem_in(form: Form, words: tuple[str, ...]) -> str:
    """Return what is wrong with the words, "" for nothing.

    >>> problem_in(Form(names=1), ("B",)), problem_in(Form(names=1), ())
    ('', 'a name is missing')
    """
    return _setting_problem(words) if form.setting else _problem(form, list(words))


def _setting_problem(words: tuple[str, ...]) -> str:
    if len(words) != 2:
        return "takes a setting and a value, as in 'set shmem always'"
    if refused := NOT_SET.get("/" if words[0].startswith("/") else words[0]):
        return f"{words[0]!r} is not modelled: {refused}"
    name, colon, size = words[0].partition(":")
    if name not in SETTINGS or (bool(colon) and name not in SMALLEST_KB):
        return f"unknown setting {words[0]!r}; known are {_FORMS}"
    if name in SMALLEST_KB and not _is_size(name, size):
        least = SMALLEST_KB[name]
        return f"{name} takes a size in kB, as in {name}:64; a power of two from {least} to {LARGEST_KB}"
    value, known = words[1], SETTINGS[name]
    return "" if value in known else f"{name} is one of {', '.join(known)}, not {value!r}"


def _is_size(name: str, size: str) -> bool:
    good = _NUMBER.fullmatch(size) and int(size).bit_count() == 1
    return bool(good) and SMALLEST_KB[name] <= int(size) <= LARGEST_KB


def _problem(form: Form, words: list[str]) -> str:
    for _ in range(form.names + form.ranged):
        if not words or not NAME.fullmatch(words[0]):
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
    if backing == "anon" or (kind in ("memfd", "file") and NAME.fullmatch(name)):
        return ""
    if backing in NOT_MAPPED:
        return f"{backing!r} is not modelled: {NOT_MAPPED[backing]}"
    known = "'anon', 'memfd:NAME' or 'file:NAME'"
    return f"what is mapped is {known}, not {backing!r}" if backing else f"{known} is missing"


def _range_problem(words: list[str]) -> str:
    numbers: list[int] = []
    while words and len(numbers) < 2 and _NUMBER.fullmatch(words[0]):
        numbers.append(int(words.pop(0)))
    if len(numbers) == 2 and numbers[0] >= numbers[1]:
        return f"the range {numbers[0]} {numbers[1]} is empty; ranges are START END, half open"
    return ""


def _word_problem(form: Form, words: list[str]) -> str:
    plain = [word for word in words if "=" not in word]
    options = dict(word.split("=", 1) for word in words if "=" in word)
    if form.one_of and (not plain or plain.pop(0) not in form.one_of):
        return f"one of {', '.join(form.one_of)} is missing"
    if strange := [word for word in plain if word not in form.flags] + [
        key for key in options if key not in form.options
    ]:
        known = [*form.flags, *(f"{key}=" for key in form.options)]
        if not known and not form.ranged:
            return f"cannot read {strange[0]!r}; nothing stands behind this operation"
        return f"cannot read {strange[0]!r}" + (f"; known are {', '.join(known)}" if known else "")
    if missing := [key for key in form.needs if key not in options]:
        return f"{missing[0]}= is missing"
    return next((problem for key, value in options.items() if (problem := _option_problem(key, value))), "")


def _option_problem(key: str, value: str) -> str:
    return "" if _OPTIONS[key].fullmatch(value) else f"{key}={value} cannot be read"


_OPTIONS = {
    "to": NAME,
    "thp": re.compile("on|off"),
    "skew": _NUMBER,
    "foff": _NUMBER,
    "order": re.compile("[0-9]"),
    "node": re.compile("[01]"),
    "val": re.compile("[0-9]{1,3}"),
}
