"""Values that are of the wrong type, or not among those that are allowed, and the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic_core import ErrorDetails

from mmtui.scenario.fields import PATTERNS, choices
from mmtui.scenario.misconceptions import MISCONCEPTIONS
from mmtui.scenario.positions import KeyPath
from mmtui.scenario.problems import Code, Finding
from mmtui.scenario.shape import field_at, path_of
from mmtui.scenario.words import kind_of, label, listed, nearest, one_line, shown

_TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "answer_type": "a whole number or a text",
    "tuple_type": "a list",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def wrong_value(error: ErrorDetails) -> Finding:
    """The finding for an error of pydantic that is about a value."""
    path, given, field = path_of(error["loc"]), error["input"], field_at(error["loc"])
    match error["type"]:
        case kind if kind in _TYPES:
            return wrong_type(path, _TYPES[kind], given, field.description or "")
        case "literal_error":
            return cannot_be(path, given, choices(field))
        case "misconception":
            return _unknown_misconception(path, given)
    message = f"{label(path)} {_complaint(error)}"
    return Finding("value", path, Code.WRONG_VALUE, message, field.description or "")


def wrong_type(path: KeyPath, wanted: str, given: object, remedy: str = "") -> Finding:
    """The finding for a value that is something else than it must be."""
    message = f"{label(path)} must be {wanted}, not {kind_of(given)}"
    return Finding("value", path, Code.WRONG_TYPE, message, _retyped(path, wanted, given) or remedy)


def cannot_be(path: KeyPath, given: object, allowed: Iterable[object]) -> Finding:
    """The finding for a value that is not one of those that are allowed."""
    names = [name for name in allowed if isinstance(name, str)]
    near = nearest(given, names) if isinstance(given, str) else None
    help_ = f'did you mean "{near}"?' if near else f"it can be {listed(allowed)}"
    return Finding("value", path, Code.WRONG_VALUE, f"{label(path)} cannot be {shown(given)}", help_)


def _retyped(path: KeyPath, wanted: str, given: object) -> str | None:
    # The remedy, where the right value can be guessed from the wrong one.
    match wanted, given:
        case "a whole number or a text", bool():
            return "write 1 or 0"
        case "a text", int() | float() if not isinstance(given, bool):
            return f'write it in quotes: "{given}"'
        case "a whole number", str() if given.strip().isdecimal():
            return f"write it without quotes: {one_line(given.strip())}"
        case "a list", str():
            return f"write it in brackets: [{shown(given)}]"
        case "a list", dict() if len(path) == 1:
            return f"write [[{path[0]}]], with two brackets"
        case "a table", list() if len(path) == 1:
            return f"write [{path[0]}], with one bracket"
    return None


def _unknown_misconception(path: KeyPath, given: str) -> Finding:
    near = nearest(given, MISCONCEPTIONS)
    others = f"write a sentence, or name one of {listed(MISCONCEPTIONS)}"
    message = f"{label(path)} names no misconception: {shown(given)}"
    return Finding("value", path, Code.WRONG_VALUE, message, f'did you mean "{near}"?' if near else others)


def _complaint(error: ErrorDetails) -> str:
    limits: dict[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "greater_than_equal":
            return f"must be at least {limits['ge']}, not {shown(error['input'])}"
        case "less_than_equal":
            return f"must be at most {limits['le']}, not {shown(error['input'])}"
        case "string_too_short" | "too_short":
            return "is empty"
        case "string_too_long":
            return f"has more than {limits['max_length']} characters"
        case "too_long":
            return f"has {len(error['input'])} items; at most {limits['max_length']}"
        case "string_pattern_mismatch":
            return PATTERNS[limits["pattern"]]
    return f"is refused: {error['msg']}"
