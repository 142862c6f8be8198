"""move_pages(): a process asks for some of its pages to lie on a NUMA node; mm/migrate.c."""

from __future__ import annotations

from collections.abc import Generator

from mmtui.kernel.draft import Draft
from mmtui.kernel.held import is_pinned
from mmtui.kernel.migrate import fail_to_migrate, migrate
from mmtui.kernel.nodes import node_of
from mmtui.kernel.owners import maybe_shared
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import folio_in, page_in
from mmtui.model.events import Event

MOST_PAGES = 1024
"""Pages of one system call; the recorder asks for more in several."""


def move_pages(
    draft: Draft, mm: ThawedMm, start: int, end: int, node: int, *, shared: bool
) -> Generator[Event, None, int]:
    """Move the folios of a range to a node, with ``shared`` (MPOL_MF_MOVE_ALL) those that others map as well.

    Returns of how many pages the kernel says that they lie there.
    """
    moved = 0
    for first in range(start, end, MOST_PAGES):
        vpns = range(first, min(first + MOST_PAGES, end))
        moved += yield from _do_pages_move(draft, mm, vpns, node, shared)
    return moved


def _do_pages_move(
    draft: Draft, mm: ThawedMm, vpns: range, node: int, shared: bool
) -> Generator[Event, None, int]:
    """``do_pages_move()``: folios are gathered up to the first page that has none to offer, then moved.

    A second page of a gathered folio has none: it is told EBUSY, those after it that they are there already.
    """
    there, gathered = 0, dict[int, int]()
    for vpn in vpns:
        number, is_there = _add_folio(draft, mm, vpn, node, shared)
        if number is not None and number not in gathered:
            gathered[number] = vpn
            continue
        moved = yield from _flush(draft, mm, gathered, node)
        there += is_there + (moved or 0)
        if moved is None:
            return there
    return there + ((yield from _flush(draft, mm, gathered, node)) or 0)


def _flush(
    draft: Draft, mm: ThawedMm, gathered: dict[int, int], node: int
) -> Generator[Event, None, int | None]:
    """``move_pages_and_store_status()``: None if a folio did not move, for then none is told of."""
    held = [number for number in gathered if number in draft.held_at]
    for number, vpn in gathered.items():
        if number not in held:
            yield from migrate(draft, mm, vpn, node)
        elif not is_pinned(draft, number):  # else folio_try_share_anon_rmap_pte() fails at once
            yield from fail_to_migrate(draft, mm, vpn)
    moved = None if held else len(gathered)
    gathered.clear()
    return moved


def _add_folio(draft: Draft, mm: ThawedMm, vpn: int, node: int, shared: bool) -> tuple[int | None, bool]:
    """``add_folio_for_migration()``: the number of the folio to move, or whether it lies there already."""
    entry, huge = mm.entry_at(vpn)
    folio = folio_in(entry)
    if not entry or folio.zero:
        return None, False
    if node_of(draft, folio) == node:
        return None, True
    page = vpn % mm.pages_per_pmd if huge else page_in(entry)
    return (None if maybe_shared(draft, folio, page) and not shared else folio.number), False
