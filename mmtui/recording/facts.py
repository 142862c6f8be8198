"""Records as single facts, so that two sides can be compared one by one: what, where, and its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Record: TypeAlias = Mapping[str, Any]
MOST_PAGES = 1 << 20
"""Of a run; what is longer is no run of pages."""


class Name(NamedTuple):
    """What one side calls a thing; the other may call it otherwise, but always the same."""

    label: str


class Fact(NamedTuple):
    """What is said, without its value."""

    kind: str
    """``map``, ``page``, ``folio``, ``small``, ``vma``, ``proc`` or ``gone``."""
    where: tuple[str | int | Name, ...]
    field: str


class Parts(NamedTuple):
    """Fields that are said together, of which there are too many to be facts each; ``Fact.field`` is ""."""

    fields: tuple[str, ...]
    values: tuple[Any, ...]
    """Where one has a name in it, it is the first."""


Facts: TypeAlias = dict[Fact, Any]
Said: TypeAlias = tuple[Fact, Any]


def run_of(record: Sequence[Any], at: int) -> range:
    """Return the pages of a run: where it begins and its length stand at ``at`` and behind it."""
    return range(record[at], record[at] + min(record[at + 1], MOST_PAGES))


def label_at(label: str, at: int) -> str:
    """Return the label of the small folio ``at`` places behind another one.

    >>> label_at("s7", 2)
    's9'
    """
    return f"{label[0]}{int(label[1:]) + at}" if at else label
