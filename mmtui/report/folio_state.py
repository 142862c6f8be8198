"""What the kernel keeps of a folio beside its counters, as fields of a record."""

from __future__ import annotations

from collections.abc import Mapping

from mmtui.model.folio import Folio
from mmtui.model.references import Cached, pins, references
from mmtui.moment import Moment
from mmtui.report.flags import folio_flags
from mmtui.report.reached import Reached
from mmtui.report.record import Record

ANON_BASE = 0x1000_0000_0000 // 4096
"""Linear index of the page where the first region begins, in a recording as in ``live``."""


def kind_of(folio: Folio) -> str:
    """Return ``anon``, ``file``, or ``zero`` for the zero page and the huge zero folio."""
    return "zero" if folio.zero else "anon" if folio.anon else "file"


def state_fields(moment: Moment, folio: Folio, walk: Reached, places: Mapping[int, Cached]) -> Record:
    """Return references, flags, mapping and index; a folio that nothing maps is ``unmapped``."""
    world, place = moment.world, places.get(folio.number)
    fields: Record = {"ref": references(world, folio, in_cache=place is not None)}
    fields |= {"flags": folio_flags(moment, folio), "mapping": mapping_of(folio, places)}
    if not folio.zero:
        fields["index"] = place.first if place else _linear_index(moment, folio, walk)
        fields |= {} if world.entries(folio) else {"unmapped": 1}
        fields |= {"_pincount": pinned} if (pinned := pins(world, folio)) else {}
    if moment.profile.queues_every_thp:
        fields["large_rmappable"] = int(not folio.zero)
    return fields


def _linear_index(moment: Moment, folio: Folio, walk: Reached) -> int:
    found = walk.first.get(folio.number)
    index = moment.world.held_at[folio.number] if found is None else found
    return index + ANON_BASE if folio.anon else index  # of a file: it was cut off, and a pipe has it


def mapping_of(folio: Folio, places: Mapping[int, Cached]) -> str | None:
    """Return ``anon``, or ``file:`` and the name of the file; None for what has no mapping."""
    place = places.get(folio.number)
    return f"file:{place.file}" if place else "anon" if folio.anon else None
