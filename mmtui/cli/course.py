"""The scenarios that can be played, by id or by file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mmtui.cli.lazy import unknown
from mmtui.errors import UsageError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.scenario import Head

_LAST = 1_000


def scenario_dirs(catalog: Catalog) -> tuple[Path, ...]:
    """Return the folders that scenarios lie in: our own, then those of plugins."""
    from mmtui.catalog import bundled

    return tuple(dict.fromkeys(path.resolve() for path in (bundled("scenarios"), *catalog.scenario_dirs)))


def scenario_files(folder: Path) -> list[Path]:
    """Return the scenario files in a folder and below it, in the order of their names."""
    from mmtui.scenario.source import SUFFIX

    return sorted(path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())


def course(catalog: Catalog) -> tuple[Head, ...]:
    """Return the heads of all scenarios in the order of the course."""
    from mmtui.scenario import peek

    heads = [peek(path) for folder in scenario_dirs(catalog) for path in scenario_files(folder)]
    return tuple(sorted(heads, key=lambda head: _LAST if head.chapter is None else head.chapter))


def find_scenario(name: str, catalog: Catalog, commands: Iterable[str] = ()) -> Path:
    """Return the file of a scenario, given by its id or by its path.

    Raises ``UsageError`` for one that does not exist; where it stood, a command may have been meant.
    """
    if is_path(name):
        return _existing(Path(name))
    heads = course(catalog)
    found = [head.path for head in heads if head.id == name]
    if len(found) > 1:
        files = ", ".join(map(str, found))
        raise UsageError(f"{len(found)} scenarios are called {name!r}; name one by its file: {files}")
    if not found:
        known = [*commands, *(head.id for head in heads)]
        what, help_ = ("command or scenario", "mmtui -h and ") if commands else ("scenario", "")
        raise UsageError(unknown(what, name, known, f"{help_}mmtui list show what there is"))
    return found[0]


def is_path(name: str) -> bool:
    """Return whether a word on the command line is meant as a file; ids have neither slash nor point.

    >>> is_path("mine/cow"), is_path("mine.mmtui.toml"), is_path("last-unmap-small")
    (True, True, False)
    """
    return "." in name or Path(name).name != name


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"there is no file {path}")
    return path
