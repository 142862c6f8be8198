"""An access to a counter that is made and never yielded: it would do nothing, without a word."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator
from typing import NamedTuple

from mmtui.model.counters import Counter
from mmtui.scheme import Scheme

_ACCESSES = ("inc", "dec", "add", "add_unless", "exchange", "set", "read")
_ALONE = re.compile(rf"^\s+self\.(\w+)\.({'|'.join(_ACCESSES)})\(")
"""A line that may be a statement of its own; cheap, so that only a file with one is parsed."""


class Forgotten(NamedTuple):
    """Where a ``yield`` is missing."""

    line: int
    access: str
    """As ``self._mapcount.inc()``."""


def forgotten_yield(cls: type[Scheme], file: str) -> Forgotten | None:
    """Return the first statement of a class that only makes an access to a counter; None if there is none.

    ``file`` is where the class is written; of one that cannot be read nothing is said.
    """
    lines = linecache.getlines(file)
    if not any(map(_ALONE.match, lines)):
        return None
    return next(_statements(cls, "".join(lines)), None)


def _statements(cls: type[Scheme], text: str) -> Iterator[Forgotten]:
    import ast  # for a file that is suspect, and no other

    bodies = [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.ClassDef)]
    for node in (each for body in bodies if body.name == cls.__name__ for each in ast.walk(body)):
        match node:
            case ast.Expr(ast.Call(ast.Attribute(ast.Attribute(ast.Name("self"), counter), does))) if (
                does in _ACCESSES and isinstance(getattr(cls, counter, None), Counter)
            ):
                yield Forgotten(node.lineno, f"self.{counter}.{does}()")
