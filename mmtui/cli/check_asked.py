"""What the command line of ``mmtui check`` asks for."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import NamedTuple

from mmtui.catalog import Sources
from mmtui.catalog.subject import FromCatalog
from mmtui.errors import UsageError
from mmtui.explore.chance import LONGEST, Chances
from mmtui.explore.machine import Machine
from mmtui.explore.machines import machines, more, without
from mmtui.explore.search import Limits
from mmtui.explore.workers import Workers, cluster, workers
from mmtui.kernel.profile import Profile, kernel_with, profile_of

_MOST_JOBS = 4


class Asked(NamedTuple):
    """The options, as they were given."""

    sources: Sources
    scheme: str
    kernel: str | None = None
    pages: str | None = None
    mms: int | None = None
    depth: int | None = None
    names: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    cases: int | None = None
    seed: int = 0
    seconds: float | None = None
    states: int | None = None
    jobs: int | None = None
    dask: str | None = None
    save: str | None = None

    @property
    def profile(self) -> Profile:
        """The kernel; raise ``UsageError`` for one that is not modelled."""
        return profile_of(self.kernel or kernel_with(self.scheme))

    @property
    def nr_pages(self) -> int:
        return int(self.pages or 4)

    @property
    def nr_mms(self) -> int:
        return self.mms or 2

    @property
    def maker(self) -> FromCatalog:
        return FromCatalog(self.sources, self.scheme, self.profile.name)

    @property
    def limits(self) -> Limits:
        return Limits(self.seconds, self.states)

    def chances(self) -> Chances:
        """Return what random runs are drawn from."""
        pages = None if self.pages is None else int(self.pages)
        longest = LONGEST if self.depth is None else self.depth
        return Chances(self.seed, pages, self.mms, longest, self.names, self.more, self.less)

    def machines(self) -> tuple[Machine, ...]:
        """Return the machines to begin with; raise ``UsageError`` for names and operations there are not."""
        known = machines(self.profile, pages=self.nr_pages, mms=self.nr_mms, depth=self.depth)
        names = [machine.name for machine in known]
        if strange := [name for name in self.names if name not in names]:
            raise UsageError(f"there is no machine {strange[0]!r}; there are {', '.join(names)}")
        return tuple(
            without(more(machine, self.more), self.less)
            for machine in known
            if machine.name in (self.names or names)
        )

    def workers(self) -> AbstractContextManager[Workers]:
        """Return those who do the work."""
        if self.dask is not None:
            return cluster(self.dask)
        return workers(self.jobs or min(os.cpu_count() or 1, _MOST_JOBS))
