"""What a catalog is made of: plugins, what was found of them, what they offer, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    """Where a plugin comes from."""

    BUILTIN = "built-in"
    PACKAGE = "package"
    FOLDER = "folder"


class What(StrEnum):
    """The things that a plugin can offer."""

    SCHEME = "scheme"
    WORKLOAD = "workload"
    CHECKER = "checker"
    SCENARIOS = "scenario folder"


class Offered(NamedTuple):
    """One thing that a plugin offers.

    >>> str(Offered(What.SCHEME, "double-map"))
    'scheme double-map'
    """

    what: What
    name: str

    def __str__(self) -> str:
        return f"{self.what} {self.name}"


@dataclass(frozen=True, slots=True)
class Offer(Generic[T]):
    """A class, and which plugin it came from."""

    cls: type[T]
    plugin: str
    origin: str
    """The plugin's file."""


@dataclass(frozen=True, slots=True)
class LoadedPlugin:
    """A plugin of which at least one thing can be used."""

    name: str
    kind: Kind
    origin: str
    """Its file; for a package that has none, its name and version."""
    version: str
    """The version of the package; empty for a file."""
    offers: tuple[Offered, ...]
    seconds: float = field(default=0.0, compare=False)
    """How long it took to load and to ask."""


@dataclass(frozen=True, slots=True)
class LoadError:
    """Why a plugin, or one thing that it offers, cannot be used.

    >>> print(LoadError("mine", "/x/mine.py", 3, "raised NameError: name 'Shceme' is not defined", "mend it"))
    /x/mine.py:3: raised NameError: name 'Shceme' is not defined; mend it
    """

    plugin: str
    file: str
    line: int
    """Counted from 1; 0 when no line can be blamed."""
    problem: str
    remedy: str
    names: tuple[str, ...] = ()
    """Names that its source gives, to say why one of them is unknown."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.problem}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A plugin that was found, and that the user does not want."""

    plugin: str
    kind: Kind
    origin: str
    because: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a plugin before any of its code runs."""

    name: str
    kind: Kind
    origin: str
    """Its file; for a package its name and version, since its file is known only when it is imported."""
    module: str
    """What its module is called in ``sys.modules``."""
    load: Callable[[], object] = field(repr=False, compare=False)
    """Imports it; what this raises is the plugin's doing."""
    version: str = ""

    @property
    def root(self) -> str:
        """The package or module that all code of the plugin belongs to."""
        return self.module.partition(".")[0]


class Given(NamedTuple):
    """One thing that a plugin gave, and who gave it."""

    offered: Offered
    thing: Any
    """A class, or the path of a folder."""
    found: Found


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one plugin offers, and what is wrong with the rest."""

    found: Found
    given: tuple[Given, ...] = ()
    errors: tuple[LoadError, ...] = ()
