"""What is on the bench of the laboratory, and the form that every experiment has; nothing here is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from mmtui.catalog import Sources
from mmtui.catalog.subject import FromCatalog
from mmtui.explore.verdict import Counterexample
from mmtui.game.session import Session
from mmtui.kernel.profile import Profile, profile_of
from mmtui.report.lanes import Lanes
from mmtui.report.text import Line, flowed
from mmtui.tui.lines import Writer

Tell: TypeAlias = Callable[[str], None]
"""Told how far an experiment is; raises ``KeyboardInterrupt``, as Ctrl+C does, once it is to stop."""


class Result(NamedTuple):
    """What an experiment came to."""

    write: Writer
    example: Counterexample | None = None
    """A run that breaks the scheme, to be opened on the timeline."""
    races: tuple[Lanes, ...] = ()
    """Schedules that break it, to be gone through step by step."""


class Experiment(NamedTuple):
    """Something to try, and how."""

    name: str
    about: str
    run: Callable[[Tell], Result]
    """Takes as long as it takes; for a thread of its own."""


@dataclass(frozen=True)
class Bench:
    """The scheme that the player looks through, under the kernel of the scenario."""

    session: Session
    nr_pages: int = 4
    """Pages of the folio that a search is about, as on the command line."""
    nr_mms: int = 2

    @property
    def scheme(self) -> str:
        return self.session.scheme

    @property
    def profile(self) -> Profile:
        machine = self.session.trial.scenario.machine
        return profile_of(machine.kernel, machine.rules)

    @property
    def sources(self) -> Sources:
        return self.session.trial.catalog.sources

    @property
    def maker(self) -> FromCatalog:
        machine = self.session.trial.scenario.machine
        return FromCatalog(self.sources, self.scheme, machine.kernel, machine.rules)


def flowing(lines: Iterable[Line]) -> Writer:
    """Return a writer of these lines, which are made here and now; those that are too wide are broken."""
    kept = tuple(lines)
    return lambda width: [piece for text in kept for piece in flowed(text, width)]
