"""A scheme that misbehaves is a finding, never a crash."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from inspect import getsourcelines
from typing import NamedTuple

from mmtui.errors import PluginError
from mmtui.limit import Place, TimeLimitError, places_in
from mmtui.model.events import Event
from mmtui.scheme import Scheme


class SchemeFault(NamedTuple):
    """Where and how a scheme broke."""

    scheme: str
    event: str
    """The event that it was counting; empty for a question."""
    problem: str
    file: str
    line: int

    def __str__(self) -> str:
        during = f" at {self.event}" if self.event else ""
        return f"{self.scheme} {self.problem}{during} ({self.file}:{self.line})"


class SchemeBroke(PluginError):
    """A scheme broke while it answered a question."""

    def __init__(self, fault: SchemeFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Misbehaved(Exception):
    """A scheme did something that a scheme does not do."""


def misbehaved(problem: str) -> Misbehaved:
    return Misbehaved(problem)


def fault_of(error: BaseException, scheme: Scheme, event: Event | None) -> SchemeFault:
    """Return what is to be said of an exception that came out of a scheme."""
    problem = str(error) if isinstance(error, Misbehaved) else f"raised {type(error).__name__}: {error}"
    where = _where(scheme, places_in(error.__traceback__)) or _handler(scheme, event)
    return _fault(scheme, str(event) if event else "", problem, where)


def late_fault_of(late: TimeLimitError, scheme: Scheme, during: str) -> SchemeFault:
    """Return what is to be said of a scheme that took too long; ``during`` is what it was asked for."""
    return _fault(scheme, during, f"was {late}", _where(scheme, late.places) or _class(scheme))


def _fault(scheme: Scheme, during: str, problem: str, where: _Where) -> SchemeFault:
    return SchemeFault(scheme.name, during, _one_line(problem), *where)


def _one_line(text: str) -> str:
    # what an exception says may hold anything; the terminal gets what can be printed, and not too much
    return "".join(letter if letter.isprintable() else "?" for letter in text[:300])


class _Where(NamedTuple):
    file: str
    line: int


def _where(scheme: Scheme, places: Sequence[Place]) -> _Where | None:
    # the innermost place in the scheme's own file, or else in the file of what it inherits from
    for file in _files(scheme):
        for place in places:
            if place.file == file:
                return _Where(file, place.line)
    return None


def _handler(scheme: Scheme, event: Event | None) -> _Where:
    # no frame of the plugin is left when a handler has returned the wrong thing
    name, files = event.what.value if event else "", _files(scheme)
    while name:
        code = getattr(getattr(type(scheme), name, None), "__code__", None)
        if code is not None and code.co_filename in files:
            return _Where(code.co_filename, code.co_firstlineno)
        name = _FALLS_BACK.get(name, "")
    return _class(scheme)


_FALLS_BACK = {
    "new_ptes": "map_ptes",
    "dup_ptes": "map_ptes",
    "new_pmd": "map_pmd",
    "dup_pmd": "map_pmd",
    "map_pmd": "map_ptes",
    "unmap_pmd": "unmap_ptes",
    "move_pmd": "move_ptes",
}
"""Which handler runs where a scheme has none for an event; see ``Scheme``."""


def _class(scheme: Scheme) -> _Where:
    try:
        line = getsourcelines(type(scheme))[1]
    except (OSError, TypeError):  # the file is gone, or was never one
        line = 0
    return _Where(_files(scheme)[0], line)


def _files(scheme: Scheme) -> list[str]:
    # where the scheme and what it inherits were loaded from, its own file first
    modules = dict.fromkeys(kind.__module__ for kind in type(scheme).__mro__ if kind not in Scheme.__mro__)
    return [getattr(sys.modules.get(name), "__file__", None) or name for name in modules]
