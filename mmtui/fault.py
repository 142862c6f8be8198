"""A scheme that misbehaves is a finding, never a crash."""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from inspect import getsourcelines
from typing import Any, NamedTuple

from mmtui.errors import PluginError
from mmtui.limit import Place, TimeLimitError, places_in
from mmtui.model.events import Event
from mmtui.scheme import Scheme
from mmtui.unyielded import unyielded


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

    def __init__(self, problem: str, handler: str = "") -> None:
        super().__init__(problem)
        self.handler = handler
        """The handler that did it, where no frame of it is left to tell; empty if the event says which."""


def misbehaved(problem: str, handler: str = "") -> Misbehaved:
    """Return what is raised for it; ``problem`` follows the name of the scheme in a sentence."""
    return Misbehaved(problem, handler)


def thrown_into(handler: Generator[Any, Any, Any], error: BaseException) -> BaseException:
    """Return the error, with the line in its traceback at which a handler stands that has yielded.

    What the handler raises in its place is returned instead.
    """
    try:
        handler.throw(error)
    except BaseException as thrown:
        return thrown
    return error


def fault_of(error: BaseException, scheme: Scheme, event: Event | None) -> SchemeFault:
    """Return what is to be said of an exception that came out of a scheme."""
    problem = _problem(error, scheme)
    handler = event.what.value if event else getattr(error, "handler", "")
    where = _where(scheme, places_in(error.__traceback__)) or _handler(scheme, handler)
    return _fault(scheme, str(event) if event else "", problem, where)


def _problem(error: BaseException, scheme: Scheme) -> str:
    if isinstance(error, Misbehaved):
        return str(error)
    if counter := unyielded(error, _files(scheme)):
        return f"used the result of an access to {counter} without yield"
    return f"raised {type(error).__name__}" + (f": {error}" if str(error) else "")


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


def _handler(scheme: Scheme, name: str) -> _Where:
    # no frame of the plugin is left when a handler has returned the wrong thing
    files = _files(scheme)
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
