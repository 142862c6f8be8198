"""What a catalog is made of: plugins, what they offer, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

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
