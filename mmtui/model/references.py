"""Who holds a folio: its references, its pins, the pipes that have it, and its place in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    """Return ``folio_ref_count()``: one for each entry and each page in the page cache, and those of holders.

    The zero page and the huge zero folio have the one that they were made with.
    """
    if folio.zero:
        return 1
    held = sum(holder.references for holder in holders(world, folio))
    return world.entries(folio) + (folio.nr_pages if in_cache else 0) + held


class Holder(NamedTuple):
    """A process that holds references to a folio without mapping it by them."""

    process: str
    by: str
    """``pins`` or ``pipe``."""
    references: int


def holders(world: World, folio: Folio) -> Iterator[Holder]:
    """Yield who holds a folio beside those who map it, and the page cache."""
    weight = 1 if folio.large else PIN_OF_SMALL
    yield from (Holder(name, "pins", times * weight) for name, times in _times(world.pins, folio))
    yield from (Holder(name, "pipe", times) for name, times in _times(world.piped, folio))


def _times(held: Mapping[str, Mapping[int, int]], folio: Folio) -> Iterator[tuple[str, int]]:
    return ((name, folios[folio.number]) for name, folios in held.items() if folio.number in folios)


def pins(world: World, folio: Folio) -> int:
    """Return how often a folio is pinned; ``_pincount`` of a large one."""
    return sum(times for _, times in _times(world.pins, folio))
