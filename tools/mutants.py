"""Does the laboratory notice what a scheme does?  ``python -m tools.mutants large-mapcount ...``.

One thing in a method of the scheme is changed at a time: a step left out, two steps that follow each other
exchanged, a number off by one, a comparison or a condition turned round, a part of a condition or of a claim
left out.  Each of these mutants is run through all races, and one that breaks in none but those that the
scheme itself breaks in, through ``mmtui check``.  What nobody finds is printed: it does the same as the
scheme, or the laboratory has a hole.  Answers that the scheme only estimates are left alone.
"""

from __future__ import annotations

import ast
import copy
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mmtui.catalog import Sources, bundled, load_catalog
from mmtui.kernel.profile import kernel_with
from mmtui.scheme import Scheme
from tools.findings.commands import Ended, run

NAME = "mutant"
"""What each of them is called."""
_JOBS = 2
_CLAIMED = {"first": 0, "gone": 0, "last": False, "partly": False}
_TURNED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
}


class Mutant(NamedTuple):
    """A scheme in which one thing is different."""

    place: str
    """Method and line."""
    change: str
    source: str


def mutants(source: str, estimates: frozenset[str] = frozenset()) -> Iterator[Mutant]:
    """Yield every mutant of the last class in a plugin's file; methods in ``estimates`` stay as they are."""
    tree = ast.parse(source)
    for number, (method, node) in enumerate(_nodes(tree)):
        if method in estimates:
            continue
        for words, other in _changes(node):
            place = f"{method}:{getattr(node, 'lineno', 0)}"
            yield Mutant(place, words, ast.unparse(_with(tree, number, other)))


def _nodes(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    scheme = [each for each in tree.body if isinstance(each, ast.ClassDef)][-1]
    for method in (each for each in scheme.body if isinstance(each, ast.FunctionDef)):
        yield from ((method.name, node) for node in ast.walk(method))


class _Replacing(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        found: ast.AST = self._new if node is self._old else self.generic_visit(node)
        return found


def _with(tree: ast.Module, number: int, other: ast.AST) -> ast.Module:
    changed = copy.deepcopy(tree)
    old = [node for _, node in _nodes(changed)][number]
    _Replacing(old, other).visit(changed)
    return ast.fix_missing_locations(changed)


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield what can stand in the place of a node, with words for the change."""
    was = ast.unparse(node).split("\n")[0]
    match node:
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield f"without {was}", ast.Pass()
        case ast.Attribute(attr="inc" | "dec"):
            other = "dec" if node.attr == "inc" else "inc"
            yield f"{was} is {other}", ast.Attribute(node.value, other, node.ctx)
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            yield from ((f"{value} is {value + by}", ast.Constant(value + by)) for by in (1, -1))
        case ast.Compare(ops=[op]):
            for turned in _TURNED.get(type(op), ()):
                other_compare = ast.Compare(node.left, [turned()], node.comparators)
                yield f"{was} is {ast.unparse(other_compare)}", other_compare
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield f"{was} is {ast.unparse(node.operand)}", node.operand
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            sign = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield f"{was} with the other sign", ast.BinOp(node.left, sign, node.right)
        case ast.BoolOp(op=both, values=parts):
            for part in parts:
                rest = [other for other in parts if other is not part]
                yield (
                    f"{was} without {ast.unparse(part)}",
                    rest[0] if len(rest) == 1 else ast.BoolOp(both, rest),
                )
        case ast.keyword(arg=str(name)) if name in _CLAIMED and was != f"{name}={_CLAIMED[name]}":
            yield f"{was} is {_CLAIMED[name]}", ast.keyword(name, ast.Constant(_CLAIMED[name]))
    yield from _of_block(node)


def _of_block(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.If):
        for words, test in (("not", ast.UnaryOp(ast.Not(), node.test)), ("always", ast.Constant(True))):
            yield f"if {words} {ast.unparse(node.test)}", ast.If(test, node.body, node.orelse)
    if isinstance(node, (ast.FunctionDef, ast.If, ast.For)):
        for at, (one, two) in enumerate(zip(node.body, node.body[1:], strict=False)):
            if _steps(one) and _steps(two) and not isinstance(two, ast.Return):
                other = copy.copy(node)
                other.body = [*node.body[:at], two, one, *node.body[at + 2 :]]
                yield f"{ast.unparse(two).split(chr(10))[0]} comes first", other


def _steps(node: ast.stmt) -> bool:
    return any(isinstance(each, (ast.Yield, ast.YieldFrom)) for each in ast.walk(node))


class Fate(NamedTuple):
    """What became of a mutant."""

    mutant: Mutant
    found_by: str
    """``race``, ``check``, or nothing."""


def fate(mutant: Mutant, kernel: str, breaks: frozenset[str]) -> Fate:
    """Return who finds a mutant of a scheme of this kernel, which itself breaks in some races."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "mutant.py").write_text(mutant.source, encoding="utf-8")
        mmtui = f"mmtui --plugins-dir {folder}"
        if broken_races(f"{mmtui} race {NAME} --kernel {kernel} --json") - breaks:
            return Fate(mutant, "race")
        checked = _verdict(f"{mmtui} check {NAME} --kernel {kernel} --jobs 1")
        return Fate(mutant, "check" if checked.code == 1 else "")


def _verdict(command: str) -> Ended:
    # a scheme that cannot be loaded, or a bound that is reached, is no answer
    ended = run(command)
    if ended.code not in (0, 1):
        raise ValueError(f"{command} ends with {ended.code}")
    return ended


def broken_races(command: str) -> frozenset[str]:
    """Return the names of the races that break a scheme."""
    records = [json.loads(line) for line in _verdict(command).out.splitlines()]
    return frozenset(each["race"] for each in records if each["t"] == "race" and each["outcome"] == "broken")


def tried(name: str) -> list[Fate]:
    """Try every mutant of a built-in scheme."""
    offer = load_catalog(Sources(bundled("plugins"))).schemes[name]
    source = Path(offer.origin).read_text(encoding="utf-8")
    made = list(mutants(source.replace(f'name = "{name}"', f'name = "{NAME}"'), _estimates(offer.cls)))
    kernel = kernel_with(name)
    breaks = broken_races(f"mmtui race {name} --kernel {kernel} --json")
    with ThreadPoolExecutor(_JOBS) as threads:
        return list(threads.map(lambda each: fate(each, kernel, breaks), made))


def _estimates(scheme: type[Scheme]) -> frozenset[str]:
    return frozenset(question.name.lower() for question in scheme.estimates)


def main(names: list[str]) -> None:
    for name in names:
        fates = tried(name)
        counts = {word: sum(each.found_by == word for each in fates) for word in ("race", "check", "")}
        print(f"{name}: {len(fates)} mutants, {counts['race']} found by race, {counts['check']} by check")
        for each in fates:
            if not each.found_by:
                print(f"  {each.mutant.place}: {each.mutant.change}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
