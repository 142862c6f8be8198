"""Plugins that are plain files in a folder, and those that are installed packages."""

from __future__ import annotations

import os
import sys
from functools import partial
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from mmtui.catalog.sources import dashed
from mmtui.catalog.values import Found, Kind, LoadError

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint


def plugins_in(folder: Path, kind: Kind) -> tuple[Found, ...]:
    """Return the plugins of a folder in the order of their names; a file named ``_...`` is none.

    Raises ``OSError`` when the folder cannot be read.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix == ".py" and path.name[0] not in "._")
    return tuple(_found(path, kind) for path in files)


def _found(path: Path, kind: Kind) -> Found:
    module = _module_name(path)
    return Found(dashed(path.stem), kind, str(path), module, partial(_load, path, module, kind))


def _module_name(path: Path) -> str:
    # the same file has the same name in every process, and no two files share one
    stem = "".join(letter if letter.isalnum() else "_" for letter in path.stem)
    return f"mmtui_plugin_{stem}_{crc32(bytes(path)):08x}"


def _load(path: Path, name: str, kind: Kind) -> ModuleType:
    loader = (SourceFileLoader if kind is Kind.BUILTIN else _Uncached)(name, str(path))
    spec = spec_from_file_location(name, path, loader=loader)
    assert spec is not None, "there is a spec for every loader"
    module = module_from_spec(spec)
    before = sys.modules.get(name)
    # dataclasses, inspect and pickle look a class's module up there
    sys.modules[name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        _put_back(name, before)
        raise
    return module


def _put_back(name: str, before: ModuleType | None) -> None:
    if before is None:
        sys.modules.pop(name, None)
    else:
        sys.modules[name] = before


class _Uncached(SourceFileLoader):
    # A player edits and loads a file twice in one second; a .pyc of the same second and size would win.

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


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
    return [_found_installed(entry, distribution) for entry in entries]


def _shadowed(distribution: Distribution, site: tuple[str, ...]) -> bool:
    # of two versions the first on the path is the one that is imported
    from importlib.metadata import distributions

    first = next(iter(distributions(name=distribution.metadata["Name"], path=list(site))), distribution)
    return first.locate_file("") != distribution.locate_file("")


def _found_installed(entry: EntryPoint, distribution: Distribution) -> Found:
    package = f"{distribution.metadata['Name']} {distribution.version}"
    module = entry.value.partition(":")[0].strip()
    return Found(
        entry.name, Kind.PACKAGE, f"{package} ({entry.value})", module, entry.load, distribution.version
    )


def _unreadable(distribution: Distribution, error: Exception) -> LoadError:
    name = distribution.metadata["Name"] or "a package"
    problem = f"the entry points of {name} cannot be read ({type(error).__name__}: {error})"
    return LoadError(name, str(distribution.locate_file("")), 0, problem, "install it again")
