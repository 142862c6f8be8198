"""The machines that a search begins with, and the operations that it may choose from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, count
from string import ascii_uppercase
from typing import NamedTuple

from mmtui.model.ops import Op, parse_op
from mmtui.model.world import World


class Machine(NamedTuple):
    """A memory that was set up, and what can happen to it."""

    name: str
    title: str
    pages_per_pmd: int
    setup: tuple[Op, ...]
    menu: tuple[str, ...]
    """Operations with ``{p}`` for the process that asks and ``{new}`` for its child."""
    mms: int
    """At most so many processes live at a time."""
    depth: int
    """How many operations are tried after the setup, one after the other."""

    def choices(self, world: World) -> Iterator[tuple[int, Op]]:
        """Yield the operations that can be asked for, each with its number.

        A number says the line of the menu and the age of the process, so it means the same in two
        machines that differ in nothing but the names of their processes.
        """
        child = next(name for name in _names() if name not in world.names)
        for age, name in enumerate(world.mms):
            for line, template in enumerate(self.menu):
                if age and "{p}" not in template:
                    continue  # it is nobody's, so once is enough
                if "{new}" not in template or len(world.mms) < self.mms:
                    yield age * len(self.menu) + line, _op(template.format(p=name, new=child))

    def op(self, world: World, number: int) -> Op:
        """Return the operation with this number."""
        return next(op for each, op in self.choices(world) if each == number)


def _names() -> Iterator[str]:
    yield from ascii_uppercase
    yield from (f"P{number}" for number in count(len(ascii_uppercase)))


@lru_cache(maxsize=4096)
def _op(text: str) -> Op:
    return parse_op(text)


def together(*menus: tuple[str, ...]) -> tuple[str, ...]:
    """Return some menus as one, each line once."""
    return tuple(dict.fromkeys(chain.from_iterable(menus)))
