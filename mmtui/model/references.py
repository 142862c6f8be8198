"""Who holds a folio: its references, its pins, and its place in a file."""

from __future__ import annotations

from typing import NamedTuple

from mmtui.model.folio import Folio
from mmtui.model.world import World

PIN_OF_SMALL = 1024
"""``GUP_PIN_COUNTING_BIAS``: a pin of a small folio is that many references, for it has no ``_pincount``."""


class Cached(NamedTuple):
    """Where in the page cache a folio lies."""

    file: str
    first: int
    """Index of its first page in the file."""


def cached(world: World) -> dict[int, Cached]:
    """Return the place of each folio in the page cache, by its number."""
    return {
        number: Cached(file.name, index)
        for file in world.files.values()
        for index, number in file.cache.items()
    }


def references(world: World, folio: Folio, in_cache: bool) -> int:
    """Return ``folio_ref_count()``: one for each entry, for each page in the page cache, and for pins.

    The zero page and the huge zero folio have the one that they were made with.
    """
    if folio.zero:
        return 1
    pinned = pins(world, folio) * (1 if folio.large else PIN_OF_SMALL)
    return world.entries(folio) + (folio.nr_pages if in_cache else 0) + pinned


def pins(world: World, folio: Folio) -> int:
    """Return how often a folio is pinned; ``_pincount`` of a large one."""
    return sum(pinned.get(folio.number, 0) for pinned in world.pins.values())
