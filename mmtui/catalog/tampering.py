"""What a plugin changed of mmtui while it was loaded, and putting it back.

Looked at are the public names of the modules that are loaded, and of the classes in them.  What a plugin
changes later, or of a module that it is the first to import, is not noticed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, NamedTuple


class Kept(NamedTuple):
    """A module or a class, and what its public names stand for."""

    owner: Any
    name: str
    values: Mapping[str, object]
    lazy: frozenset[str] = frozenset()
    """Names of a package that it finds when it is asked for them, and does not keep."""


def kept() -> list[Kept]:
    """Return all modules of mmtui as they are now."""
    return [each for name, module in list(sys.modules.items()) for each in _kept_of(name, module)]


def put_back(before: list[Kept]) -> list[str]:
    """Put back what is no longer as it was, and return the full names of it."""
    return [f"{each.name}.{name}" for each in before for name in _put_back(each)]


def _kept_of(name: str, module: ModuleType) -> Iterator[Kept]:
    if name.partition(".")[0] != "mmtui" or getattr(module.__spec__, "_initializing", False):
        return  # another thread may be in the middle of importing it
    values = _public(vars(module))
    yield Kept(module, name, values, frozenset(getattr(module, "__all__", ())) - values.keys())
    for value in values.values():
        if isinstance(value, type) and value.__module__ == name:
            yield Kept(value, f"{name}.{value.__qualname__}", _public(vars(value)))


def _public(names: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in dict(names).items() if name[0] != "_"}


def _put_back(each: Kept) -> Iterator[str]:
    now = vars(each.owner)
    for name in each.lazy & now.keys():
        delattr(each.owner, name)
        yield name
    for name, value in each.values.items():
        if now.get(name) is not value:
            setattr(each.owner, name, value)
            yield name
