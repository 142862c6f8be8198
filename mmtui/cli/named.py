"""A scheme by its name, and a word for those who name a file instead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mmtui.errors import UsageError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.scheme import Scheme


def scheme_named(catalog: Catalog, name: str) -> Scheme:
    """Return a scheme; raise ``UsageError`` when there is none of this name, with more if it is a file's."""
    if name not in catalog.schemes and Path(name).is_file():
        path = Path(name)
        remedy = f"mmtui run {path} --scheme NAME runs it with a scheme"
        if path.suffix == ".py":
            remedy = f"mmtui --plugins-dir {path.parent} plugins list names the schemes in it"
        raise UsageError(f"{path} is a file, not the name of a scheme; {remedy}")
    return catalog.scheme(name)
