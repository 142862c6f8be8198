"""Who holds a folio beside those who map it, in words."""

from __future__ import annotations

from collections.abc import Mapping

from mmtui.counted import counted
from mmtui.model.folio import Folio
from mmtui.model.references import Cached, holders, references
from mmtui.model.world import World


def held_words(world: World, folio: Folio, places: Mapping[int, Cached]) -> tuple[str, ...]:
    """Return who holds a folio, as one says it; of the page cache only if nobody maps the folio.

    ``places`` is ``cached(world)``, made once for all folios of a moment.

    >>> from mmtui.model.folio import folio_of
    >>> held_words(World(piped={"B": {1: 1}}, mapped={1: 1}), folio_of(1), {})
    ("held by B's pipe: 1 of 2 references",)
    """
    in_cache = folio.number in places
    found = [(f"{name}'s {by}", times) for name, by, times in holders(world, folio)]
    if in_cache and not world.entries(folio):
        found.append(("the page cache", folio.nr_pages))
    if not found:
        return ()
    every = counted(references(world, folio, in_cache), "reference")
    return tuple(f"held by {who}: {times:,} of {every}" for who, times in found)
