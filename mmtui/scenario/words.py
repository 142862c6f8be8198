"""How problems speak of keys, tables and values."""

from __future__ import annotations

from mmtui.scenario.positions import KeyPath
from mmtui.scenario.safety import one_line

_KINDS = {bool: "true or false", int: "a whole number", float: "a number with a point", str: "a text"}


def label(path: KeyPath) -> str:
    """The key at the end of a path, in quotes.

    >>> label(("step", 0, "hints", 2))
    '"hints[2]"'
    """
    name = max(at for at, part in enumerate(path) if isinstance(part, str))
    return f'"{one_line(str(path[name]))}{"".join(f"[{part}]" for part in path[name + 1 :])}"'


def table_name(path: KeyPath) -> str:
    """A table as one speaks of it.

    >>> table_name(()), table_name(("machine",)), table_name(("step", 0)), table_name(("step", 0, "ask"))
    ('the file', '[machine]', '[[step]]', 'ask')
    """
    match path:
        case ():
            return "the file"
        case (str(name),):
            return f"[{name}]"
        case (str(name), int()):
            return f"[[{name}]]"
    return next(part for part in reversed(path) if isinstance(part, str))


def kind_of(value: object) -> str:
    """What sort of thing a value is.

    >>> kind_of(True), kind_of(6.1), kind_of({})
    ('true or false', 'a number with a point', 'a table')
    """
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else _KINDS.get(type(value), "a date")


def shown(value: object) -> str:
    """A value on one line, nearly as it is written in the file.

    >>> shown("6.1"), shown(6.1), shown(True), shown([])
    ('"6.1"', '6.1', 'true', 'a list')
    """
    if isinstance(value, list | dict):
        return kind_of(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{one_line(value)}"' if isinstance(value, str) else one_line(str(value))
