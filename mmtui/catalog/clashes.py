"""Two of one name: neither is preferred in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Clash(NamedTuple, Generic[T]):
    """Something that is refused, and what it shares its name with."""

    refused: T
    rivals: tuple[T, ...]


def clashes(
    things: Iterable[T], *, name: Callable[[T], Hashable], builtin: Callable[[T], bool]
) -> tuple[Clash[T], ...]:
    """Return what is refused because of its name.

    What is built in keeps its name, so that it means the same on every machine; of strangers none does.

    >>> [clash.refused for clash in clashes(["a", "b", "A"], name=str.lower, builtin=str.isupper)]
    ['a']
    >>> [clash.refused for clash in clashes(["a", "b", "a"], name=str.lower, builtin=str.isupper)]
    ['a', 'a']
    """
    groups: defaultdict[Hashable, list[T]] = defaultdict(list)
    for thing in things:
        groups[name(thing)].append(thing)
    return tuple(clash for group in groups.values() for clash in _clashes_in(group, builtin))


def _clashes_in(group: list[T], builtin: Callable[[T], bool]) -> list[Clash[T]]:
    ours = [thing for thing in group if builtin(thing)]
    keeps = ours[0] if len(ours) == 1 else group[0] if len(group) == 1 else None
    return [
        Clash(thing, tuple(other for other in group if other is not thing))
        for thing in group
        if thing is not keeps
    ]
