"""A plugin that was found, and what it answered when it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mmtui.catalog.values import Kind, LoadError, Offered


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
