"""On which NUMA node folios lie.  Processes run on node 0, and what they allocate lies there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mmtui.kernel.draft import Draft
from mmtui.model.folio import Folio


def node_of(draft: Draft, folio: Folio) -> int:
    """Return the node that a folio lies on; ``folio_nid()``."""
    return draft.nodes.get(folio.number, 0)


def put_on(draft: Draft, folio: Folio, node: int) -> None:
    """Record on which node a new folio was allocated."""
    if node:
        draft.nodes[folio.number] = node


def lies_beside(draft: Draft, new: Folio, old: Folio) -> None:
    """Record that a folio is a piece of another one."""
    put_on(draft, new, node_of(draft, old))


def lies_among(draft: Draft, new: Folio, gathered: Iterable[Folio]) -> None:
    """Record that a folio was allocated where most of the gathered pages lie.

    ``hpage_collapse_find_target_node()`` in mm/khugepaged.c; the zero page lies nowhere.
    """
    if draft.nodes:
        pages = Counter[int]()
        for folio in gathered:
            pages[node_of(draft, folio)] += 0 if folio.zero else 1 if folio.anon else folio.nr_pages
        put_on(draft, new, max(sorted(pages), key=pages.__getitem__, default=0))
