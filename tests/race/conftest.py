"""Races of a handful of steps."""

from __future__ import annotations

import pytest

from mmtui.catalog import find_sources, load_catalog
from mmtui.kernel.profile import NEWEST, profile_of
from mmtui.race.arena import Arena
from mmtui.race.battery import Race
from mmtui.race.verdict import Options

ONE_TABLE = """
set shmem always
memfd m 4
proc A
proc B
A mmap w memfd:m 4 shared
A write w
A munmap w
A mmap r memfd:m 4 shared thp=off
A read r
B mmap r memfd:m 4 shared thp=off
B read r
"""
HUGE = "proc A\nA mmap r anon 4\nA write r\nA fork B\n"


@pytest.fixture(scope="session")
def catalog():
    return load_catalog(find_sources((), safe_mode=True))


@pytest.fixture
def arena(catalog):
    """Set up a race: of a scheme's name or of an instance, after operations, on CPUs."""

    def made(scheme, setup, *cpus, kernel=NEWEST, pages=4, **options):
        scheme = catalog.scheme(scheme) if isinstance(scheme, str) else scheme
        options = {"without": frozenset(options.pop("without", ())), **options}
        return Arena(scheme, profile_of(kernel), Race("own", "", setup, cpus, pages), Options(**options))

    return made


@pytest.fixture
def decided(arena):
    """Return the verdict on a race."""

    def verdict(*args, **options):
        return arena(*args, **options).decided(lambda states, switches: None)

    return verdict
