"""Who holds a folio beside those who map it, in words."""

from __future__ import annotations

from mmtui.counted import counted
from mmtui.model.folio import Folio
from mmtui.model.references import cached, holders, references
from mmtui.model.world import World


def held_words(world: World, folio: Folio) -> tuple[str, ...]:
    """Return who holds a folio, as one says it.

    >>> from mmtui.model.folio import folio_of
    >>> held_words(World(piped={"B": {1: 1}}, mapped={1: 1}), folio_of(1))
    ("held by B's pipe: 1 of 2 references",)
    """
    found = tuple(holders(world, folio))
    if not found:
        return ()
    every = counted(references(world, folio, in_cache=folio.number in cached(world)), "reference")
    return tuple(f"held by {name}'s {by}: {times:,} of {every}" for name, by, times in found)
