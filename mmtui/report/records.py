"""A moment as JSON records, with the keys and names that the recordings of real kernels have."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.model.truth import truths
from mmtui.moment import Moment
from mmtui.report.folio_records import folio_records, small_record
from mmtui.report.map_records import map_records
from mmtui.report.places import place_text
from mmtui.report.record import Record, key_of
from mmtui.report.smaps import vma_records

SCHEMA = 1


def begin_record(script: str, moment: Moment) -> Record:
    """Return the record that a run begins with."""
    return {
        "t": "begin",
        "schema": SCHEMA,
        "script": script,
        "kernel": moment.profile.name,
        "scheme": moment.scheme.name,
        "pages_per_pmd": moment.world.pages_per_pmd,
        "fault_around": moment.profile.fault_around,
        "where": {key_of(counter): place_text(counter) for counter in moment.scheme.counters()},
    }


def records(moment: Moment, before: Moment) -> Iterator[Record]:
    """Yield the step record of the last operation, then every region and every folio."""
    known = truths(moment.world)
    yield step_record(moment)
    yield from map_records(moment, known)
    yield from folio_records(moment, known)
    small = small_record(moment, known)
    if small["runs"]:
        yield small
    yield from vma_records(moment, known)
    yield from gone_records(moment, before)
    if moment.fault is not None and before.fault is None:
        yield {"t": "fault", **moment.fault._asdict()}


def step_record(moment: Moment) -> Record:
    """Return what the last operation came back with; ``n`` counts from 0 as in the recordings."""
    result = moment.result
    record: Record = {"t": "step", "n": moment.n - 1, "line": moment.op.line if moment.op else 0}
    record |= {"op": str(moment.op), "rc": result.rc, "err": result.err or 0}
    if result.at:
        record["at"] = result.at
    if result.moved is not None:
        record["moved"] = result.moved
    return record


def gone_records(moment: Moment, before: Moment) -> Iterator[Record]:
    """Yield the folios that the last operation freed."""
    alive = set(moment.world.folios())
    for folio in before.world.folios():
        if folio not in alive and not folio.zero:
            yield {"t": "gone", "f": folio.label}
