"""What the command line of ``mmtui race`` asks for: which races, and how they are set up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.cli.script import read_script, read_text
from mmtui.errors import UsageError
from mmtui.kernel.profile import Profile
from mmtui.race.arena import Arena
from mmtui.race.battery import BATTERY, Race, race_named
from mmtui.race.files import parse_race
from mmtui.race.perform import lock_kinds
from mmtui.race.places import NoGround
from mmtui.race.tasks import tasks_of
from mmtui.race.verdict import Options
from mmtui.scheme import Scheme

SIZES = ("2", "4", "8", "16")
"""How many pages a PMD can map in a race."""


class Asked(NamedTuple):
    """What the command line asks for."""

    race: tuple[str, ...]
    setup: str | None
    cpu: tuple[str, ...]
    file: str | None
    pages_per_pmd: int
    kernel: str | None
    without_lock: tuple[str, ...]
    swapped: bool
    references_first: bool
    replay: str | None
    states: int
    time: float
    locks: bool
    save: str | None
    json: bool

    @property
    def options(self) -> Options:
        """How they are run; raise ``UsageError`` for a lock there is not."""
        locks = lock_kinds(self.without_lock)
        return Options(self.swapped, locks, self.states, self.time, references_first=self.references_first)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The options without which a race that is saved would be another one."""
        words = [word for lock in self.without_lock for word in ("--without-lock", lock)]
        words += ["--swapped"] if self.swapped else []
        words += ["--references-first"] if self.references_first else []
        return (*words, *(("--kernel", self.kernel) if self.kernel else ()))

    def races(self) -> tuple[tuple[Race, ...], str]:
        """Return the races, and the schedule that is to be run, which may be empty.

        Raises ``UsageError`` where the options name none, and ``ScriptError`` for a file that is none.
        """
        races, saved = self._races()
        schedule = self.replay or saved
        if schedule and len(races) != 1:
            raise UsageError("a schedule belongs to one race; name it with --race")
        return races, schedule

    def _races(self) -> tuple[tuple[Race, ...], str]:
        if self.file is not None:
            name, source, text = read_text(self.file)
            race, schedule = parse_race(text, source, name)
            return (race,), schedule
        if self.setup is not None and self.cpu:
            script = read_script(self.setup)
            _check_ops(self.cpu)
            about, size = f"after {self.setup}", self.pages_per_pmd
            return (Race("own", about, script.text, self.cpu, size, script.source),), ""
        if self.setup is not None or self.cpu:
            raise UsageError("a race of your own needs --setup FILE.ops and a --cpu for each CPU")
        return tuple(map(_named, self.race)) or BATTERY, ""

    def arena(self, scheme: Scheme, profile: Profile, race: Race) -> Arena:
        """Return a race, set up; raise ``UsageError`` with the option that would have to be another."""
        try:
            return Arena(scheme, profile, race, self.options)
        except NoGround as error:
            size = race.pages_per_pmd
            by = f"pages-per-pmd: {size}" if self.file is not None else f"--pages-per-pmd {size}"
            remedy = _remedy(size, list(self._fitting(scheme, profile, race)), by.replace(str(size), ""))
            raise UsageError(f"{race.source or race.name} with {by}: {error}; {remedy}") from None

    def _fitting(self, scheme: Scheme, profile: Profile, race: Race) -> Iterator[str]:
        for size in SIZES:
            try:
                Arena(scheme, profile, race._replace(pages_per_pmd=int(size)), self.options)
            except UsageError:
                continue
            yield size


def _check_ops(texts: tuple[str, ...]) -> None:
    try:
        tasks_of(texts)
    except UsageError as error:
        raise UsageError(f"--cpu: {error}") from None


def _named(name: str) -> Race:
    found = race_named(name)
    if found is None:
        raise UsageError(f"no race is called {name!r}; known are {', '.join(race.name for race in BATTERY)}")
    return found


def _remedy(size: int, fitting: list[str], option: str) -> str:
    if fitting:
        return f"there is one with {option}{' or '.join(fitting)}"
    return f"map and write {size} pages in the setup, as with 'A mmap r anon {size}' and 'A write r'"
