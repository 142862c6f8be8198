"""The built-in schemes as classes to build upon: a plugin that changes one thing need not copy the rest."""

from __future__ import annotations

import sys
from typing import Any

from mmtui.catalog.finders import plugins_in
from mmtui.catalog.sources import bundled, dashed
from mmtui.catalog.values import Found, Kind


def built_in(name: str) -> Any:
    """Return the class of a built-in scheme by its name, for ``class Mine(built_in("double-map"))``.

    It is what the plugin file of that name offers; the file is loaded if nobody has done so yet.  Raises
    ``LookupError`` with the known names for one that there is not.
    """
    files = {dashed(each.name): each for each in plugins_in(bundled("plugins"), Kind.BUILTIN)}
    offered = _schemes(files[name]) if name in files else {}
    if name not in offered:
        raise LookupError(f"no built-in scheme is called {name!r}; there are files {', '.join(files)}")
    return offered[name]


def _schemes(found: Found) -> dict[str, type]:
    module = sys.modules.get(found.module) or found.load()
    register = getattr(module, "register_schemes", list)
    return {scheme.name: scheme for scheme in register()}
