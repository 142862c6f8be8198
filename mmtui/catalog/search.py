"""Looking for plugins in every place, and leaving out those that are not wanted."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from mmtui.catalog.clashes import clashes
from mmtui.catalog.folders import plugins_in
from mmtui.catalog.found import Found
from mmtui.catalog.packages import plugins_installed
from mmtui.catalog.sources import Sources, dashed
from mmtui.catalog.values import Kind, LoadError, SwitchedOff


class Search(NamedTuple):
    """What there is to load, what is left out, and what is wrong already."""

    wanted: tuple[Found, ...]
    off: tuple[SwitchedOff, ...]
    errors: tuple[LoadError, ...]


def search(sources: Sources) -> Search:
    """Return the plugins of all sources, in their order; none of their code runs."""
    errors: list[LoadError] = []
    found = _once(_everywhere(sources, errors))
    off = tuple(
        SwitchedOff(each.name, each.kind, each.origin, because)
        for each in found
        if (because := _unwanted(each, sources))
    )
    wanted = [each for each in found if not _unwanted(each, sources)]
    errors += _missing(sources, found)
    refused = clashes(
        wanted, name=lambda each: dashed(each.name), builtin=lambda each: each.kind is Kind.BUILTIN
    )
    errors += [_of_one_name(clash.refused, clash.rivals) for clash in refused]
    losers = {id(clash.refused) for clash in refused}
    return Search(tuple(each for each in wanted if id(each) not in losers), off, tuple(errors))


def _everywhere(sources: Sources, errors: list[LoadError]) -> list[Found]:
    found = _in_folder(sources.builtin, Kind.BUILTIN, errors)
    installed = plugins_installed(sources.site)
    found += installed.found
    errors += installed.errors
    if sources.own is not None and sources.own.exists():
        found += _in_folder(sources.own, Kind.FOLDER, errors)
    for folder in sources.folders:
        found += _in_folder(folder, Kind.FOLDER, errors)
    return found


def _in_folder(folder: Path, kind: Kind, errors: list[LoadError]) -> list[Found]:
    try:
        return list(plugins_in(folder, kind))
    except OSError as error:
        remedy = "install mmtui again" if kind is Kind.BUILTIN else "make it a folder that you can read"
        errors.append(LoadError("?", str(folder), 0, f"the folder cannot be read: {error.strerror}", remedy))
        return []


def _once(found: list[Found]) -> list[Found]:
    # one file can be reached twice: a folder that is named twice, a link
    unique: dict[str, Found] = {}
    for each in found:
        place = each.origin if each.kind is Kind.PACKAGE else str(Path(each.origin).resolve())
        unique.setdefault(place, each)
    return list(unique.values())


def _unwanted(found: Found, sources: Sources) -> str:
    name = dashed(found.name)
    if any(fnmatchcase(name, pattern) for pattern in sources.disabled):
        return "MMTUI_DISABLE_PLUGINS names it"
    if found.kind is not Kind.BUILTIN and sources.only is not None and name not in sources.only:
        return "MMTUI_PLUGINS does not name it"
    return ""


def _missing(sources: Sources, found: list[Found]) -> list[LoadError]:
    known = {dashed(each.name) for each in found}
    return [
        LoadError(
            name, "MMTUI_PLUGINS", 0, f"no plugin is called {name!r}", "correct the name, or install it"
        )
        for name in sorted((sources.only or frozenset()) - known)
    ]


def _of_one_name(refused: Found, rivals: tuple[Found, ...]) -> LoadError:
    others = " and ".join(rival.origin for rival in rivals)
    problem = f"another plugin is called {refused.name!r} too: {others}"
    return LoadError(refused.name, refused.origin, 0, problem, "rename one of them, or take it away")
