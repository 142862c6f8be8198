"""An access to a counter that is made and never yielded: it does nothing, and it is no number."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mmtui.model.counters import Counter
from mmtui.scheme import Scheme

if TYPE_CHECKING:
    import ast

_ACCESSES = ("inc", "dec", "add", "add_unless", "exchange", "set", "read")
_MADE = re.compile(rf"^(?!.*\byield\b).*\bself\.(\w+)\.({'|'.join(_ACCESSES)})\(")
"""A line that may be wrong; cheap, so that only a file with one is parsed."""


class Forgotten(NamedTuple):
    """Where a ``yield`` is missing."""

    line: int
    access: str
    """As ``self._mapcount.inc()``."""
    used: bool
    """Its result is used: compared, calculated with or asked whether it is true."""


def forgotten_yield(cls: type[Scheme], file: str) -> Forgotten | None:
    """Return the first access to a counter of a class that cannot be meant without a yield; None if all can.

    It stands alone as a statement, or is used as if it were its answer.  ``file`` is where the class is
    written; of one that cannot be read nothing is said.
    """
    lines = linecache.getlines(file)
    if not any(map(_MADE.match, lines)):
        return None
    return min(_found(cls, "".join(lines)), default=None)


def _found(cls: type[Scheme], text: str) -> Iterator[Forgotten]:
    import ast  # for a file that is suspect, and no other

    bodies = [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.ClassDef)]
    for node in (each for body in bodies if body.name == cls.__name__ for each in ast.walk(body)):
        for bare in _bare(node):
            if access := _access(cls, bare):
                yield Forgotten(bare.lineno, access, not isinstance(node, ast.Expr))
        if isinstance(node, ast.FunctionDef):
            yield from _named(cls, node)


def _named(cls: type[Scheme], function: ast.FunctionDef) -> Iterator[Forgotten]:
    # one that got a name, and by that name is only ever used as a number
    import ast

    loads = [each for each in ast.walk(function) if isinstance(each, ast.Name)]
    bare = [id(each) for node in ast.walk(function) for each in _bare(node)]
    for node in ast.walk(function):
        match node:
            case ast.Assign([ast.Name(name)], value) if access := _access(cls, value):
                used = [each for each in loads if each.id == name and isinstance(each.ctx, ast.Load)]
                if used and all(id(each) in bare for each in used):
                    yield Forgotten(node.lineno, access, True)


def _access(cls: type[Scheme], node: ast.expr) -> str:
    import ast

    match node:
        case ast.Call(ast.Attribute(ast.Attribute(ast.Name("self"), counter), does)) if (
            does in _ACCESSES and isinstance(getattr(cls, counter, None), Counter)
        ):
            return f"self.{counter}.{does}()"
    return ""


def _bare(node: ast.AST) -> list[ast.expr]:
    # where an access cannot be meant: a statement, and what needs a number or a truth value
    import ast

    match node:
        case ast.Expr(value):
            return [value]
        case ast.Compare(left, _, others):
            return [left, *others]
        case ast.BinOp(left, _, right):
            return [left, right]
        case ast.BoolOp(_, values):
            return values
        case ast.UnaryOp(_, operand):
            return [operand]
        case ast.If(test) | ast.While(test) | ast.IfExp(test):
            return [test]
    return []
