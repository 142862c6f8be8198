"""The catalog: everything that can be named in a scenario or on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from mmtui.catalog.exercises import exercise
from mmtui.catalog.sources import Sources, bundled
from mmtui.catalog.values import LoadedPlugin, LoadError, Offer, SwitchedOff, What
from mmtui.catalog.workloads import made
from mmtui.checker import Checker
from mmtui.errors import UsageError
from mmtui.scheme import Scheme
from mmtui.workload import Workload

T = TypeVar("T")


class UnknownName(UsageError):
    """There is nothing of this name; ``because`` says why where that is known, ``known`` what there is."""

    def __init__(self, problem: str, because: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{problem}{because or _alternative(name, known)}")
        self.because = because
        self.known = known


@dataclass(frozen=True, slots=True)
class Catalog:
    """What all plugins offer, by name, in the order in which it was found."""

    schemes: Mapping[str, Offer[Scheme]] = field(default_factory=dict)
    workloads: Mapping[str, Offer[Workload]] = field(default_factory=dict)
    checkers: Mapping[str, Offer[Checker]] = field(default_factory=dict)
    scenario_dirs: tuple[Path, ...] = ()
    plugins: tuple[LoadedPlugin, ...] = ()
    """Those of which at least one thing can be used."""
    errors: tuple[LoadError, ...] = ()
    """What cannot be used, and why."""
    off: tuple[SwitchedOff, ...] = ()
    """What the user does not want."""
    sources: Sources = Sources(bundled("plugins"))
    """Where all of it was looked for: another process finds the same there."""

    def scheme(self, name: str) -> Scheme:
        """Return a scheme, or an exercise; raise ``UsageError`` when there is none of this name."""
        if name not in self.schemes and not self._reason(name) and (offer := exercise(name)):
            return offer.cls()
        return self._offer(What.SCHEME, name, self.schemes).cls()

    def workload(self, name: str, params: Mapping[str, object] | None = None) -> Workload:
        """Return a workload with these parameters.

        Raises ``UsageError`` for a name that is not known, and ``ParameterError``, which is one too,
        for parameters that are unknown, missing, of the wrong type or of no use.
        """
        return made(self._offer(What.WORKLOAD, name, self.workloads).cls, params or {})

    def checkers_all(self) -> tuple[Checker, ...]:
        """Return one of each checker."""
        return tuple(offer.cls() for offer in self.checkers.values())

    def _offer(self, what: What, name: str, known: Mapping[str, Offer[T]]) -> Offer[T]:
        if name in known:
            return known[name]
        raise UnknownName(f"there is no {what} {name!r}", self._reason(name), name, tuple(known))

    def _reason(self, name: str) -> str:
        for error in self.errors:
            if name in (error.plugin, *error.names):
                return f", because its plugin is broken: {error}"
        for off in self.off:
            if off.plugin == name:
                return f", because its plugin is switched off: {off.because}"
        return ""


def _alternative(name: str, known: tuple[str, ...]) -> str:
    if near := get_close_matches(name, known, 1):
        return f"; did you mean {near[0]!r}?"
    return f"; known are {', '.join(known)}" if known else "; no plugin offers any"
