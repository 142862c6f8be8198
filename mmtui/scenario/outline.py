"""The parts of a file that can be read although others may be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from mmtui.scenario.positions import KeyPath

Raw: TypeAlias = Mapping[str, Any]


class Given(NamedTuple):
    """An answer, where it stands, and which step it answers; step and answer may be of any type."""

    path: KeyPath
    step: Any
    answer: Any


def is_number(value: object) -> bool:
    """True for a whole number; to Python, `true` is one too.

    >>> is_number(1), is_number(True), is_number(1.0)
    (True, False, False)
    """
    return isinstance(value, int) and not isinstance(value, bool)


def inside(value: Any, *keys: str) -> Any:
    """What stands under the keys, one in the other, or None.

    >>> inside({"ask": {"page": 3}}, "ask", "page"), inside({"ask": 3}, "ask", "page")
    (3, None)
    """
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def items(raw: Raw, *keys: str) -> list[Any]:
    """The list that stands under the keys; empty if there is none."""
    found = inside(raw, *keys)
    return found if isinstance(found, list) else []


def solved(raw: Raw) -> list[Given]:
    """The reference answers."""
    return [
        Given(("solution", "steps", at), at, answer)
        for at, answer in enumerate(items(raw, "solution", "steps"))
    ]


def rejected(raw: Raw) -> list[Given]:
    """The answers of ``reject``."""
    pairs = enumerate(items(raw, "solution", "reject"))
    return [
        Given(("solution", "reject", at, 1), *pair)
        for at, pair in pairs
        if isinstance(pair, list) and len(pair) == 2
    ]


def foreseen(raw: Raw) -> list[Given]:
    """The answers under ``wrong``, of all steps."""
    return [
        Given(("step", step, "wrong", at, "answer"), step, inside(wrong, "answer"))
        for step, table in enumerate(items(raw, "step"))
        if isinstance(table, dict)
        for at, wrong in enumerate(items(table, "wrong"))
    ]
