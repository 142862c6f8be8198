"""Characters that may not reach a terminal: controls, escapes, and those that turn text around."""

from __future__ import annotations

import re
import unicodedata

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
