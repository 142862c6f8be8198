"""Looking for plugins in every place, leaving out those that are not wanted or share a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from mmtui.catalog.finders import plugins_in, plugins_installed
from mmtui.catalog.sources import Sources, dashed
from mmtui.catalog.values import Found, Kind, LoadError, SwitchedOff

T = TypeVar("T")


class Clash(NamedTuple, Generic[T]):
    """Something that is refused, and what it shares its name with."""

    refused: T
    rivals: tuple[T, ...]


def clashes(
    things: Iterable[T], *, name: Callable[[T], Hashable], builtin: Callable[[T], bool]
) -> tuple[Clash[T], ...]:
    """Return what is refused because of its name.

    What is built in keeps its name, so that it means the same on every machine; of strangers none does.

    >>> [clash.refused for clash in clashes(["a", "b", "A"], name=str.lower, builtin=str.isupper)]
    ['a']
    >>> [clash.refused for clash in clashes(["a", "b", "a"], name=str.lower, builtin=str.isupper)]
    ['a', 'a']
    """
    groups: defaultdict[Hashable, list[T]] = defaultdict(list)
    for thing in things:
        groups[name(thing)].append(thing)
    return tuple(clash for group in groups.values() for clash in _clashes_in(group, builtin))


def _clashes_in(group: list[T], builtin: Callable[[T], bool]) -> list[Clash[T]]:
    ours = [thing for thing in group if builtin(thing)]
    keeps = ours[0] if len(ours) == 1 else group[0] if len(group) == 1 else None
    return [
        Clash(thing, tuple(other for other in group if other is not thing))
        for thing in group
        if thing is not keeps
    ]


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
