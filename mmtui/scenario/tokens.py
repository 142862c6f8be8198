"""A TOML text as tokens: strings whole, bare words, and marks; blanks and comments are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Linear, also on a text that is not TOML, for once an alternative has begun it never fails: a string that is
# never closed is one token up to the end of its line (or of the text), so it is not looked for again.  The
# end of the text is matched too: if not, each character of a long last comment would be tried as a beginning.
# Possessive runs would say so, but Python 3.11.2 makes something else of them.
_TOKEN = re.compile(
    r'''
    (?: [ \t]+ | \#[^\n]* )*
    (
        """ (?: [^"\\]+ | \\. | "(?!"") )* (?: "{3,5} | \\?\Z )
      | \'\'\' (?: [^']+ | '(?!'') )* (?: '{3,5} | \Z )
      | "  (?: [^"\\\n]+ | \\[^\n] )* "?
      | '  [^'\n]* '?
      | [A-Za-z0-9_+:-]+
      | .
      | \Z
    )
    ''',
    re.VERBOSE | re.DOTALL,
)


# What one character of a string is written as; a backslash at the end of a line stands for nothing.
_WRITTEN = re.compile(
    r"(?P<nothing>\\[ \t]*\n\s*) | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} | \\x[0-9A-Fa-f]{2} | \\. | .",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of the text, and where it begins."""

    text: str
    offset: int

    @property
    def quoted(self) -> bool:
        """True for a string, also one that is used as a key."""
        return self.text.startswith(('"', "'"))

    def written(self) -> list[int]:
        r"""Of a string: the offset in the text at which each character of its value is written, and its end.

        >>> Token('"a\\tb"', 10).written()
        [11, 12, 14, 15]
        """
        quotes = 3 if self.text.startswith(('"""', "'''")) else 1
        start, end = quotes, len(self.text) - quotes
        start += quotes == 3 and self.text.startswith("\n", start)  # TOML leaves this newline out
        if self.text.startswith("'"):
            return [self.offset + at for at in range(start, end + 1)]
        pieces = _WRITTEN.finditer(self.text, start, end)
        return [self.offset + at for at in (*(one.start() for one in pieces if not one["nothing"]), end)]


def tokens(text: str) -> Iterator[Token]:
    """Every token of the text, in order; a newline is one too.

    >>> [token.text for token in tokens('a.b = "c # d"  # e')]
    ['a', '.', 'b', '=', '"c # d"']
    """
    for match in _TOKEN.finditer(text):
        if match[1]:
            yield Token(match[1], match.start(1))


def token_texts(text: str) -> list[str]:
    """Return the texts of all tokens, which is much faster than the tokens with their places."""
    return [token for token in _TOKEN.findall(text) if token]
