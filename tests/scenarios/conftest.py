"""The scenario files that are shipped, ready to be played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mmtui.catalog import Catalog, Sources, bundled, load_catalog
from mmtui.game.session import Session
from mmtui.game.trial import Trial, prepare
from mmtui.scenario import Scenario, load
from mmtui.timeline import Timeline

FILES = sorted(bundled("scenarios").glob("*.mmtui.toml"))
assert FILES, "no scenarios found"


def _id(path: Path) -> str:
    return path.name.split("-", 2)[-1].removesuffix(".mmtui.toml")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The built-in plugins and nothing else."""
    return load_catalog(Sources(bundled("plugins")), budget=60.0)


@pytest.fixture(scope="session")
def shipped() -> dict[str, Scenario]:
    """Every scenario by its id, in the order in which a folder lists the files."""
    scenarios = [load(path) for path in FILES]
    return {scenario.id: scenario for scenario in scenarios}


@pytest.fixture(params=FILES, ids=_id)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    """Each scenario in turn."""
    return load(request.param)


@pytest.fixture
def trial(scenario: Scenario, catalog: Catalog) -> Trial:
    return prepare(scenario, catalog)


@pytest.fixture
def session(trial: Trial) -> Session:
    return Session.begin(trial)


@pytest.fixture
def run(shipped: dict[str, Scenario], catalog: Catalog) -> Callable[..., Timeline]:
    """The run of a scenario under its own scheme, or under another one."""
    return lambda name, scheme="": prepare(shipped[name], catalog).timeline(scheme)


@pytest.fixture
def says(shipped: dict[str, Scenario]) -> Callable[..., None]:
    """Asserts that a scenario says something, so that the test is about what is really there."""

    def says(name: str, *parts: str) -> None:
        all_of_it = " ".join(shipped[name].source.split())
        for part in parts:
            assert part in all_of_it, f"{name} does not say {part!r}"

    return says
