"""Slow things, off the screen's thread: finding plugins and scenarios, and making one ready to play."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mmtui.errors import MmtuiError
from mmtui.scenario import Head, ScenarioInvalid, heads_of, scenario_files

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.game.session import Session

FEW = 64
"""Scenarios that are read before the first picture; more are read behind it."""


class Refused(NamedTuple):
    """Why a scenario cannot be played, line by line."""

    title: str
    lines: tuple[str, ...]


def our_folder() -> Path:
    """Return the folder of the scenarios that come with mmtui."""
    from mmtui.catalog.sources import bundled

    return bundled("scenarios")


class FoundCourse(NamedTuple):
    """All scenarios that there are, and what is wrong with plugins."""

    heads: Sequence[Head]
    notices: Sequence[str]


def course_in(folder: Path, catalog: Callable[[], Catalog]) -> FoundCourse:
    """Return the scenarios of a folder and of all plugins, which are loaded for it."""
    folders, notices = [folder], list[str]()
    try:
        loaded = catalog()
    except Exception as error:  # without plugins there is nothing to play, but it can be said
        notices.append(f"plugins cannot be loaded: {error}")
    else:
        folders += loaded.scenario_dirs
        notices += [f"plugin {error.plugin}: {error}" for error in loaded.errors]
    return FoundCourse(heads_of(scenario_files(folders)), notices)


def session_of(path: Path, catalog: Callable[[], Catalog], scheme: str = "") -> Session | Refused:
    """Return a session at the start of a scenario, or why there is none."""
    try:
        return _session(path, catalog, scheme)
    except ScenarioInvalid as invalid:
        from mmtui.scenario.diagnostics import render_all

        return Refused(path.name, tuple(render_all(invalid).split("\n")))
    except MmtuiError as error:
        return Refused(path.name, (str(error),))
    except Exception as error:  # a plugin's doing, or a mistake of ours: to be told, not to die of
        return Refused(path.name, (f"{path.name} cannot be run: {type(error).__name__}: {error}",))


def _session(path: Path, catalog: Callable[[], Catalog], scheme: str) -> Session:
    from mmtui.game.check import opened
    from mmtui.game.session import Session

    session = Session.begin(opened(path, catalog()), scheme)
    assert session.moment.n == session.cursor  # the first moments are made here, not on the screen's thread
    return session
