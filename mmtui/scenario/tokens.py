"""A TOML text as tokens: strings whole, bare words, and marks; blanks and comments are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Every alternative is linear, also on a text that is not TOML: the runs are possessive, and a string that is
# never closed is one token up to the end of its line (or of the text), so it is not looked for again.  The
# end of the text is matched too: if not, each character of a long last comment would be tried as a beginning.
_TOKEN = re.compile(
    r'''
    (?: [ \t]++ | \#[^\n]*+ )*+
    (
        """ (?: [^"\\]++ | \\. | "(?!"") )*+ (?: "{3,5} | \\?\Z )
      | \'\'\' (?: [^']++ | '(?!'') )*+ (?: '{3,5} | \Z )
      | "  (?: [^"\\\n]++ | \\[^\n] )*+ "?
      | '  [^'\n]*+ '?
      | [A-Za-z0-9_+:-]++
      | .
      | \Z
    )
    ''',
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


def tokens(text: str) -> Iterator[Token]:
    """Every token of the text, in order; a newline is one too.

    >>> [token.text for token in tokens('a.b = "c # d"  # e')]
    ['a', '.', 'b', '=', '"c # d"']
    """
    for match in _TOKEN.finditer(text):
        if match[1]:
            yield Token(match[1], match.start(1))
