"""Finding plugins and scenarios, which is slow, off the screen's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mmtui.scenario import Head, heads_of, scenario_files

if TYPE_CHECKING:
    from mmtui.catalog import Catalog

FEW = 64
"""Scenarios that are read before the first picture; more are read behind it."""


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
