"""A scheme that misbehaves is a finding, never a crash."""

from __future__ import annotations

import sys
import traceback
from typing import NamedTuple

from mmtui.errors import PluginError
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
    file = file_of(scheme)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    line = (frames[-1].lineno if frames else None) or _first_line(scheme, event)
    return SchemeFault(scheme.name, str(event) if event else "", _one_line(problem), file, line)


def _one_line(text: str) -> str:
    # what an exception says may hold anything; the terminal gets what can be printed, and not too much
    return "".join(letter if letter.isprintable() else "?" for letter in text[:300])


def file_of(scheme: Scheme) -> str:
    """Return the file that a scheme was loaded from."""
    module = sys.modules.get(type(scheme).__module__)
    return getattr(module, "__file__", None) or type(scheme).__module__


def _first_line(scheme: Scheme, event: Event | None) -> int:
    # no frame of the plugin is left when a handler has returned the wrong thing
    handler = getattr(type(scheme), event.what.value, None) if event else None
    code = getattr(handler, "__code__", None)
    return code.co_firstlineno if code is not None else 0
