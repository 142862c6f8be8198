"""Plugins that are installed packages, found by their entry points."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from mmtui.catalog.found import Found
from mmtui.catalog.values import Kind, LoadError

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

_HEADING = "[mmtui]"


class Installed(NamedTuple):
    """The plugins of all packages, and the packages whose entry points cannot be read."""

    found: tuple[Found, ...]
    errors: tuple[LoadError, ...]


def plugins_installed(site: tuple[str, ...]) -> Installed:
    """Return what the packages in these places announce, in the order of their names.

    pluggy's ``load_setuptools_entrypoints()`` would skip the second of one name without a word, and
    stop at the first that cannot be imported.
    """
    # importlib.metadata takes longer to import than all built-in plugins; most players never need it
    if not any(_may_announce(place) for place in site):
        return Installed((), ())

    from importlib.metadata import distributions

    found: dict[tuple[str, str], Found] = {}
    errors: list[LoadError] = []
    for distribution in distributions(path=list(site)):
        try:
            for each in _announced(distribution, site):
                found.setdefault((each.name, each.module), each)
        except Exception as error:
            errors.append(_unreadable(distribution, error))
    return Installed(tuple(found[key] for key in sorted(found)), tuple(errors))


def _may_announce(place: str) -> bool:
    if not os.path.isdir(place) or place.endswith(".egg"):
        return os.path.exists(place)  # an archive: let importlib.metadata look
    try:
        folders = [name for name in os.listdir(place) if name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return False
    return any(_announces(os.path.join(place, name, "entry_points.txt")) for name in folders)


def _announces(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return _HEADING.encode() in file.read()
    except OSError:
        return False


def _announced(distribution: Distribution, site: tuple[str, ...]) -> list[Found]:
    if _HEADING not in (distribution.read_text("entry_points.txt") or "") or _shadowed(distribution, site):
        return []
    entries = [entry for entry in distribution.entry_points if f"[{entry.group}]" == _HEADING]
    return [_found(entry, distribution) for entry in entries]


def _shadowed(distribution: Distribution, site: tuple[str, ...]) -> bool:
    # of two versions the first on the path is the one that is imported
    from importlib.metadata import distributions

    first = next(iter(distributions(name=distribution.metadata["Name"], path=list(site))), distribution)
    return first.locate_file("") != distribution.locate_file("")


def _found(entry: EntryPoint, distribution: Distribution) -> Found:
    package = f"{distribution.metadata['Name']} {distribution.version}"
    module = entry.value.partition(":")[0].strip()
    return Found(
        entry.name, Kind.PACKAGE, f"{package} ({entry.value})", module, entry.load, distribution.version
    )


def _unreadable(distribution: Distribution, error: Exception) -> LoadError:
    name = distribution.metadata["Name"] or "a package"
    problem = f"the entry points of {name} cannot be read ({type(error).__name__}: {error})"
    return LoadError(name, str(distribution.locate_file("")), 0, problem, "install it again")
