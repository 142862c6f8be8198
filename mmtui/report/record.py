"""What the records of a moment have in common."""

from __future__ import annotations

from typing import Any, TypeAlias

from mmtui.model.counters import Counter, Per

Record: TypeAlias = dict[str, Any]
"""A JSON object; its keys are those of the recordings of real kernels."""


def key_of(counter: Counter) -> str:
    """Return what a counter is called in a record."""
    name = counter.name.removeprefix("PG_")
    return "sub" if counter.per is Per.PAGE and name == "_mapcount" else name
