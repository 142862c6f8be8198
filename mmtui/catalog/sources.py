"""Where plugins are looked for: read from the environment once, then passed on as a value."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mmtui.errors import UsageError

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Sources:
    """Places to look for plugins, in this order, and which of those found there are wanted.

    ``Sources(bundled("plugins"))`` is the safe mode: the built-in plugins and nothing else.
    """

    builtin: Path
    site: tuple[str, ...] = ()
    """Where installed packages are looked for; ``sys.path`` without the current directory."""
    own: Path | None = None
    """The user's folder; it need not exist."""
    folders: tuple[Path, ...] = ()
    """Each ``--plugins-dir``."""
    only: frozenset[str] | None = None
    """``MMTUI_PLUGINS``: the only plugins to load beside the built-in ones; None for all."""
    disabled: tuple[str, ...] = ()
    """``MMTUI_DISABLE_PLUGINS``: patterns of names not to load."""


def find_sources(
    plugins_dirs: Iterable[Path | str] = (),
    *,
    safe_mode: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Sources:
    """Return the places that the command line and the environment ask for.

    The safe mode looks at neither.  Raises ``UsageError`` for a ``--plugins-dir`` that is not a folder.
    """
    builtin = bundled("plugins")
    if safe_mode:
        return Sources(builtin)
    env = os.environ if environ is None else environ
    only = env.get("MMTUI_PLUGINS")
    return Sources(
        builtin,
        tuple(place for place in sys.path if not _is_current_directory(place)),
        _data_dir(env) / "plugins",
        tuple(_folder(Path(folder)) for folder in plugins_dirs),
        None if only is None else frozenset(_listed(only)),
        _listed(env.get("MMTUI_DISABLE_PLUGINS", "")),
    )


def bundled(name: str, package: Path = _PACKAGE) -> Path:
    """Return the folder ``plugins`` or ``scenarios`` that comes with mmtui.

    A wheel carries it as ``mmtui/_plugins``; in a checkout it stands beside ``mmtui/``.
    """
    carried, beside = package / f"_{name}", package.parent / name
    # beside an installed mmtui lies site-packages, where `plugins` could be anybody's
    in_checkout = (package.parent / "pyproject.toml").is_file() and beside.is_dir()
    return beside if in_checkout and not carried.is_dir() else carried


def dashed(name: str) -> str:
    """Return the name of a plugin as it is shown; files have underscores, names have dashes.

    >>> dashed("double_map")
    'double-map'
    """
    return name.replace("_", "-")


def _data_dir(env: Mapping[str, str]) -> Path:
    if chosen := env.get("MMTUI_DATA_DIR"):
        return Path(chosen).absolute()

    from platformdirs import user_data_path

    return user_data_path("mmtui")


def _folder(path: Path) -> Path:
    if path.is_file():
        raise UsageError(f"--plugins-dir {path}: this is a file; name the folder that it lies in")
    if not path.is_dir():
        raise UsageError(f"--plugins-dir {path}: there is no such folder")
    return path.absolute()


def _listed(words: str) -> tuple[str, ...]:
    return tuple(dashed(word.strip()) for word in words.split(",") if word.strip())


def _is_current_directory(place: str) -> bool:
    # `python -m` puts it first on sys.path; what lies in it is not an installed package
    try:
        return not os.path.isabs(place) or os.path.samefile(place, os.curdir)
    except OSError:
        return False
