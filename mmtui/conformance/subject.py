"""The scheme that is tested, and all that it takes to test it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from mmtui.catalog import Catalog, find_sources, load_catalog, ops_of
from mmtui.catalog.sources import dashed
from mmtui.checker import Checker
from mmtui.conformance.scripts import SCRIPTS
from mmtui.errors import UsageError
from mmtui.explore.subject import Subject
from mmtui.kernel.profile import KERNELS, Profile, kernel_with, profile_of
from mmtui.model.ops import Op, parse_script
from mmtui.moment import Moment
from mmtui.scheme import Scheme

SEEDS = range(1, 13)
_PAGES = 8
_DRAWN = "write write read fork fork munmap mprotect mprotect mremap dontneed mmap exit"


class Wanted(NamedTuple):
    """The options of the command line."""

    schemes: tuple[str, ...]
    plugins_dirs: tuple[str, ...] = ()
    kernel: str | None = None
    recorded: str | None = None


class Run(NamedTuple):
    """A script or a random workload; at its end every process has exited."""

    name: str
    pages_per_pmd: int
    ops: tuple[Op, ...]


class Kit(NamedTuple):
    """A scheme, the kernel it is tested under, and what is run."""

    scheme: Scheme
    profile: Profile
    checkers: tuple[Checker, ...]
    runs: tuple[Run, ...]
    builtin: tuple[Scheme, ...]
    """All other schemes, to compare its costs with."""
    recorded: Path | None

    @property
    def subject(self) -> Subject:
        """What a search looks at."""
        return Subject(self.scheme, self.profile, self.checkers)

    @property
    def kernels(self) -> tuple[str, ...]:
        """The kernels whose scheme it is, by its own word or because they have it."""
        its = [name for name, profile in KERNELS.items() if profile.scheme == self.scheme.name]
        return tuple(dict.fromkeys((*self.scheme.recorded, *its)))

    def first(self, run: Run) -> Moment:
        """Return the empty machine of a run."""
        return Moment.first(self.scheme, self.profile, run.pages_per_pmd)


def kits_of(wanted: Wanted) -> tuple[Kit, ...]:
    """Return the schemes to test.

    Raises ``UsageError`` for a name that there is not, and says why if its plugin is broken.
    """
    catalog = load_catalog(find_sources(wanted.plugins_dirs))
    runs = (*_scripts(), *_random(catalog))
    recorded = None if wanted.recorded is None else Path(wanted.recorded)
    if recorded is not None and not recorded.is_dir():
        raise UsageError(f"--mmtui-recorded {recorded}: there is no such folder")
    return tuple(_kit(dashed(name), wanted.kernel, catalog, runs, recorded) for name in wanted.schemes)


def _kit(
    name: str, kernel: str | None, catalog: Catalog, runs: tuple[Run, ...], recorded: Path | None
) -> Kit:
    scheme = catalog.scheme(name)
    its = scheme.recorded[0] if scheme.recorded else kernel_with(name)
    others = tuple(catalog.scheme(other) for other in catalog.schemes if other != name)
    return Kit(scheme, profile_of(kernel or its), catalog.checkers_all(), runs, others, recorded)


def _scripts() -> tuple[Run, ...]:
    return tuple(Run(script.name, script.pages_per_pmd, parse_script(script.lines)) for script in SCRIPTS)


def _random(catalog: Catalog) -> tuple[Run, ...]:
    params = {"length": 30, "processes": 4, "verbs": _DRAWN}
    return tuple(
        Run(
            f"random-ops, seed {seed}",
            _PAGES,
            ops_of(catalog.workload("random-ops", {**params, "seed": seed}), _PAGES),
        )
        for seed in SEEDS
    )
