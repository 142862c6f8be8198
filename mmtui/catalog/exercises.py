"""Schemes that scenarios are about and nobody else: with one thing wrong, or with one thing missing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mmtui.catalog.sources import Sources, bundled
from mmtui.catalog.values import Offer
from mmtui.errors import UsageError
from mmtui.scheme import Scheme

if TYPE_CHECKING:
    from mmtui.catalog.catalog import Catalog


def exercise(name: str) -> Offer[Scheme] | None:
    """Return an exercise by the name of its scheme; None if there is none.

    No list has them: a scenario that is about one of them names it.
    """
    return _catalog().schemes.get(name)


def exercise_text(name: str) -> str:
    """Return the text of the file that offers an exercise; raise ``UsageError`` if there is none."""
    offer = exercise(name)
    if offer is None:
        raise UsageError(f"there is no exercise {name!r}; there are {', '.join(_catalog().schemes)}")
    return Path(offer.origin).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _catalog() -> Catalog:
    from mmtui.catalog.load import load_catalog  # it makes catalogs, and they look here

    return load_catalog(Sources(bundled("plugins") / "exercises"))
