"""A moment as JSON records, with the keys and names that the recordings of real kernels have."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.model.folio import folio_of
from mmtui.model.mm import Mm
from mmtui.model.truth import truths
from mmtui.moment import Moment
from mmtui.report.folio_records import folio_records
from mmtui.report.folio_state import kind_of
from mmtui.report.map_records import map_records
from mmtui.report.places import place_text
from mmtui.report.reached import Reached, reached
from mmtui.report.record import Record, key_of
from mmtui.report.small_record import small_record
from mmtui.report.smaps import vma_records
from mmtui.smaps import PAGE_KB

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
        **moment.profile.rules._asdict(),
        "where": {key_of(counter): place_text(counter) for counter in moment.scheme.counters()},
    }


def records(moment: Moment, before: Moment) -> Iterator[Record]:
    """Yield the step record of the last operation, then every region and every folio."""
    known, walk = truths(moment.world), reached(moment.world)
    yield step_record(moment)
    yield from map_records(moment, known)
    yield from folio_records(moment, known, walk)
    small = small_record(moment, walk)
    if small["runs"]:
        yield small
    yield from vma_records(moment, known)
    yield from proc_records(moment)
    yield from gone_records(moment, walk, before)
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


def proc_records(moment: Moment) -> Iterator[Record]:
    """Yield, for every process, its anonymous memory in kB, and its ``mm_id`` where folios remember that."""
    for mm in moment.world.mms.values():
        record: Record = {"t": "proc", "p": mm.name, "RssAnon": _anon_pages(mm) * PAGE_KB}
        yield record | ({"mm_id": mm.mm_id} if moment.profile.reuses_owned_folio else {})


def _anon_pages(mm: Mm) -> int:
    entries = (leaf for leaf in mm.leaves() if leaf.folio.anon and not leaf.folio.guard)
    return sum(leaf.folio.nr_pages if leaf.pmd else 1 for leaf in entries)


def gone_records(moment: Moment, walk: Reached, before: Moment) -> Iterator[Record]:
    """Yield the folios that the last operation freed; of the two of zeroes those that nothing maps now."""
    alive = {*moment.world.folios()} | {folio_of(number) for number in walk.zero}
    zero = {folio_of(number) for number in reached(before.world).zero}
    for folio in [*before.world.folios(), *zero]:
        if folio not in alive:
            yield {"t": "gone", "f": folio.label, "kind": kind_of(folio)}
