"""What is to be said of a plugin that went wrong: where, why, and what helps."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from mmtui.catalog.values import LoadError
from mmtui.errors import PluginError
from mmtui.limit import Place, TimeLimitError, places_in

_LONGEST = 300
_NAME = re.compile(r"""\bname\b[^=\n]*=\s*["']([\w-]+)["']""")


class Accused(Protocol):
    """What must be known of a plugin to blame it."""

    @property
    def name(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def root(self) -> str:
        """The package or module that all of its code belongs to."""


class Spot(NamedTuple):
    """A line of a file, counted from 1."""

    file: str
    line: int


class UnfitError(Exception):
    """Something that a plugin offers cannot be used.

    ``culprit`` is the class or function to look at, or a ``Spot`` in one.
    """

    def __init__(self, problem: str, remedy: str, culprit: object = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.culprit = culprit


def load_error(accused: Accused, error: BaseException) -> LoadError:
    """Return what is to be said of an exception that came out of a plugin."""
    file, line = _whereabouts(accused, error)
    problem, remedy = _words(accused, error)
    return LoadError(accused.name, file, line, problem, remedy, names_in(file))


def plugin_error(cls: Any, error: BaseException) -> PluginError:
    """Return the error to raise when a class of a plugin breaks while it is used."""
    blamed = load_error(_Used(cls.name, file_of(cls), cls.__module__.partition(".")[0]), error)
    return PluginError(f"{cls.name}: {blamed}")


class _Used(NamedTuple):
    # A plugin, as far as one of its classes tells.
    name: str
    origin: str
    root: str


def names_in(file: str) -> tuple[str, ...]:
    """Return what a source file gives as a ``name``, without running it."""
    try:
        return tuple(dict.fromkeys(_NAME.findall(Path(file).read_text(encoding="utf-8", errors="replace"))))
    except OSError:
        return ()


def line_of(thing: Any) -> int:
    """Return the line where a class or function begins, or that of a ``Spot``, or 0.

    >>> line_of(int)
    0
    """
    if isinstance(thing, Spot):
        return thing.line
    if code := getattr(thing, "__code__", None):
        return int(code.co_firstlineno)

    from inspect import getsourcelines

    try:
        return getsourcelines(thing)[1]
    except (OSError, TypeError, SyntaxError):
        return 0


def file_of(thing: Any) -> str:
    """Return the file in which a class or function is written, or that of a ``Spot``, or an empty string."""
    if isinstance(thing, Spot):
        return thing.file
    if code := getattr(thing, "__code__", None):
        return str(code.co_filename)
    module = sys.modules.get(getattr(thing, "__module__", ""))
    return getattr(module, "__file__", None) or ""


def _words(accused: Accused, error: BaseException) -> tuple[str, str]:
    said = _said(error)
    match error:
        case UnfitError():
            return error.problem, error.remedy
        case TimeLimitError():
            return f"was {said}", "look for a loop that does not end, or for something that waits"
        case SystemExit():
            called = said if said.startswith("os._exit(") else "sys.exit()"
            return f"called {called}", "take the call away; a plugin raises or returns"
        case SyntaxError():
            return f"{type(error).__name__}: {said}", "correct the line"
        case ModuleNotFoundError():
            return said, "install what it needs, or correct the import"
        case ImportError():
            return said, "correct the import"
        case OSError() if not _own_places(accused, error):
            return f"cannot be read: {error.strerror or said}", "look at the file and its permissions"
    leave_out = f"leave it out with MMTUI_DISABLE_PLUGINS={accused.name}"
    return f"raised {type(error).__name__}" + (f": {said}" if said else ""), f"correct it, or {leave_out}"


def _said(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # a plugin's own exception may be broken too
        return ""
    said = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def _whereabouts(accused: Accused, error: BaseException) -> tuple[str, int]:
    if isinstance(error, UnfitError):
        return file_of(error.culprit) or accused.origin, line_of(error.culprit)
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_file():
        return error.filename, error.lineno or 0
    own = _own_places(accused, error)
    return (own[0].file, own[0].line) if own else (accused.origin, 0)


def _own_places(accused: Accused, error: BaseException) -> list[Place]:
    places = error.places if isinstance(error, TimeLimitError) else places_in(error.__traceback__)
    return [place for place in places if place.module.partition(".")[0] == accused.root]
