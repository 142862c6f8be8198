"""How problems speak: of keys, tables and values, of what may have been meant, and safely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from mmtui.scenario.positions import KeyPath

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


# All of Cc but tab and newline, the line and paragraph separators, and the bidi controls.
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

_LONGEST_SHOWN = 60


def visible(text: str) -> str:
    r"""The text with a picture, or U+FFFD, in the place of every unsafe character.

    >>> visible("a\x1b[31mb")
    'a␛[31mb'
    """
    return UNSAFE.sub(lambda match: _picture(match[0]), text)


def one_line(text: str) -> str:
    r"""The text made visible, on one line, and cut if it is long.

    >>> one_line("two\nlines")
    'two␊lines'
    """
    shown = visible(text[: _LONGEST_SHOWN + 1]).replace("\n", "␊").replace("\t", " ")
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1]}…"


def character_name(char: str) -> str:
    r"""What to call an unsafe character.

    >>> character_name("\x1b"), character_name("\u202e")
    ('U+001B (a control character)', 'U+202E (right-to-left override)')
    """
    return f"U+{ord(char):04X} ({unicodedata.name(char, 'a control character').lower()})"


def _picture(char: str) -> str:
    if char < " ":
        return chr(0x2400 + ord(char))
    return "␡" if char == "\x7f" else "\N{REPLACEMENT CHARACTER}"


_LONGEST = 60  # nobody mistypes more, and comparing it would take long


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like ``word``, if any does.

    >>> nearest("promt", ["kind", "prompt"])
    'prompt'
    """
    if len(word) > _LONGEST:
        return None
    from difflib import get_close_matches  # nobody pays for it who has made no mistake

    by_look = {_look(one): one for one in known}
    return next((by_look[look] for look in get_close_matches(_look(word), by_look, n=1)), None)


def listed(names: Iterable[object], last: str = "or") -> str:
    """Names in a sentence, texts in quotes.

    >>> listed(["stored", "logical"]), listed([8, 16, 512])
    ('"stored" or "logical"', '8, 16 or 512')
    """
    *first, end = [f'"{name}"' if isinstance(name, str) else str(name) for name in names]
    return f"{', '.join(first)} {last} {end}" if first else end


def _look(word: str) -> str:
    return word.lower().replace("_", "-")
