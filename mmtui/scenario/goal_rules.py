"""What must agree inside the goal of an ``act``: one test to a clause, and a value that it can have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mmtui.scenario.challenges import TESTS, WORDS
from mmtui.scenario.outline import inside, items
from mmtui.scenario.positions import KeyPath
from mmtui.scenario.problems import Code, Finding, Raw
from mmtui.scenario.words import listed, shown

_ABOUT_CLAIMS = ("true", "untrue")


def goal_disagreements(raw: Raw) -> Iterator[Finding]:
    """Everything that is wrong between the keys of a clause."""
    for number, step in enumerate(items(raw, "step")):
        if inside(step, "kind") == "act":
            for at, clause in enumerate(items(step, "goal")):
                if isinstance(clause, dict):
                    yield from _clause(("step", number, "goal", at), clause)


def _clause(path: KeyPath, clause: dict[str, Any]) -> Iterator[Finding]:
    tests = [key for key in clause if key in TESTS]
    if "checker" in clause:
        return  # it takes no test, and the schema says so
    if not tests:
        message = f"a clause needs one of {listed(TESTS)}"
        yield Finding("value", path, Code.MISSING_KEY, message, "such as is = 0")
    for more in tests[1:]:
        message = f'a clause has one test, and this has "{tests[0]}" and "{more}"'
        yield Finding("key", (*path, more), Code.CONTRADICTION, message, "make two clauses of it")
    if len(tests) == 1:
        yield from _value((*path, tests[0]), clause, tests[0])


def _value(path: KeyPath, clause: dict[str, Any], test: str) -> Iterator[Finding]:
    value = clause[test]
    if not isinstance(value, str) or test in ("at-least", "at-most"):
        return  # a number, or what the schema refuses
    if value not in WORDS:
        message = f'"{test}" cannot be {shown(value)}'
        yield Finding("value", path, Code.WRONG_VALUE, message, f"write a number, or {listed(WORDS)}")
    elif value in _ABOUT_CLAIMS and ("says" not in clause or test != "is"):
        message = f'"{value}" can only be asked of what a scheme says'
        yield Finding("value", path, Code.WRONG_VALUE, message, 'write says = ... and is = "untrue"')
