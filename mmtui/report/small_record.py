"""The folios of one page as one JSON record."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from mmtui.model.folio import Folio, folio_of
from mmtui.model.references import Cached, cached, pins
from mmtui.moment import Moment
from mmtui.report.folio_records import exclusive_pages
from mmtui.report.folio_state import state_fields
from mmtui.report.reached import Reached
from mmtui.report.record import Record


def small_record(moment: Moment, walk: Reached) -> Record:
    """Return the small folios, in runs of neighbours that are alike.

    [label, length, stored _mapcount, references, flags, "x" for PG_anon_exclusive, mapping], and then
    "unmapped" if nothing maps it.
    """
    alone, places = exclusive_pages(moment.world), cached(moment.world)
    runs: list[list[Any]] = []
    last: Folio | None = None
    for folio in sorted([folio_of(n) for n in walk.zero] + [*moment.world.folios()], key=_SERIAL):
        if folio.large:
            continue
        row = _row(moment, folio, walk, places, alone)
        if runs and last is not None and last.serial + 1 == folio.serial and runs[-1][2:] == row:
            runs[-1][1] += 1
        else:
            runs.append([folio.label, 1, *row])
        last = folio
    return {"t": "small", "runs": runs}


_SERIAL = attrgetter("serial")


def _row(
    moment: Moment,
    folio: Folio,
    walk: Reached,
    places: Mapping[int, Cached],
    alone: frozenset[tuple[int, int]],
) -> list[Any]:
    state = state_fields(moment, folio, walk, places)
    # only what is exclusive is pinned; of what only a pipe holds nobody follows it
    pinned = "unmapped" in state and pins(moment.world, folio)
    mark = "x" if pinned or (folio.number, 0) in alone else ""
    row = [_stored_mapcount(moment, folio), state["ref"], state["flags"], mark, state["mapping"]]
    return [*row, "unmapped"] if "unmapped" in state else row


def _stored_mapcount(moment: Moment, folio: Folio) -> int | None:
    for counter in moment.scheme.counters():
        if counter.name == "_mapcount":
            return counter.stored(moment.books.value(counter, folio))
    return None
