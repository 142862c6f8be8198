"""A moment as JSON records, with the keys and names that the recordings of real kernels have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from mmtui.model.counters import Per
from mmtui.model.entry import folio_in, letters, page_in
from mmtui.model.folio import Folio
from mmtui.model.mm import Mm, Region
from mmtui.model.truth import Run, Truth, runs_of, truths
from mmtui.moment import Moment
from mmtui.scheme import Question

SCHEMA = 1
Record: TypeAlias = dict[str, Any]


def begin_record(script: str, moment: Moment) -> Record:
    """Return the record that a run begins with."""
    return {
        "t": "begin",
        "schema": SCHEMA,
        "script": script,
        "kernel": moment.profile.name,
        "scheme": moment.scheme.name,
        "pages_per_pmd": moment.world.pages_per_pmd,
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
    return record


class Stretch(NamedTuple):
    """Neighbouring pages of a region that one record can describe."""

    page: int
    """First page, counted from the start of the region."""
    length: int
    folio: Folio
    index: int
    """Page of the folio that the first of them maps."""
    level: str
    """"pmd" or "pte"."""
    bits: str
    pagemap: str
    count: int
    """What /proc/kpagecount prints for each of these pages."""


def map_records(moment: Moment, known: Mapping[int, Truth]) -> Iterator[Record]:
    """Yield, for every region of every process, the runs of present entries in it."""
    asks_head = moment.profile.pagemap_asks_head
    for mm in moment.world.mms.values():
        for name, region in mm.regions.items():
            runs = [
                [s.page, s.length, s.folio.label, s.index, s.level, s.bits, s.pagemap, s.count]
                for s in stretches(mm, region, known, asks_head=asks_head)
            ]
            yield {"t": "map", "p": mm.name, "r": name, "runs": runs}


def stretches(mm: Mm, region: Region, known: Mapping[int, Truth], *, asks_head: bool) -> list[Stretch]:
    """Return the present entries of a region, neighbours that differ in nothing else as one.

    ``asks_head`` is the profile's ``pagemap_asks_head``.
    """
    merged: list[Stretch] = []
    for stretch in _single(mm, region, known, asks_head):
        if merged and _continues(merged[-1], stretch):
            merged[-1] = merged[-1]._replace(length=merged[-1].length + 1)
        else:
            merged.append(stretch)
    return merged


def _single(mm: Mm, region: Region, known: Mapping[int, Truth], asks_head: bool) -> Iterator[Stretch]:
    for vpn in range(region.start, region.start + region.nr_pages):
        leaf = mm.leaf_at(vpn)
        if leaf is None:
            continue
        folio, index = folio_in(leaf.entry), page_in(leaf.entry) + vpn - leaf.vpn
        count = known[folio.number].pages[index] if folio.number in known else 0
        asked = known[folio.number].pages[0] if leaf.pmd and asks_head and folio.number in known else count
        pagemap = ("" if folio.anon or _is_zero_page(folio) else "f") + ("x" if asked == 1 else "")
        level = "pmd" if leaf.pmd else "pte"
        yield Stretch(vpn - region.start, 1, folio, index, level, letters(leaf.entry), pagemap, count)


def _is_zero_page(folio: Folio) -> bool:
    # vm_normal_page() knows no struct page for it, so pagemap sets neither bit 56 nor bit 61
    return folio.zero and not folio.large


def _continues(run: Stretch, next_: Stretch) -> bool:
    if run.page + run.length != next_.page or run[4:] != next_[4:]:
        return False
    if _is_zero_page(run.folio):
        return run.folio == next_.folio
    if run.folio.large:
        return run.folio == next_.folio and run.index + run.length == next_.index
    same_kind = (next_.folio.large, next_.folio.anon, next_.folio.zero) == (False, run.folio.anon, False)
    return same_kind and run.folio.serial + run.length == next_.folio.serial


def folio_records(moment: Moment, known: Mapping[int, Truth]) -> Iterator[Record]:
    """Yield, for every large folio, its counters as stored, the truth, and what the scheme says."""
    for folio in moment.world.folios():
        if folio.large and not folio.zero:
            yield {
                "t": "folio",
                "f": folio.label,
                "order": folio.order,
                "kind": "anon" if folio.anon else "file",
                **counter_fields(moment, folio),
                "truth": truth_fields(known.get(folio.number)),
                "says": says_fields(moment, folio),
                "cost": {"atomic": moment.cost.atomics, "read": moment.cost.reads},
            }


def counter_fields(moment: Moment, folio: Folio) -> Record:
    """Return the stored value of each counter; ``sub`` has the runs of the per-page ``_mapcount``."""
    fields: Record = {}
    for counter in moment.scheme.counters():
        name = counter.name.removeprefix("PG_")
        if counter.per is Per.FOLIO:
            fields[name] = counter.stored(moment.books.value(counter, folio))
        else:
            stored = [counter.stored(value) for value in moment.books.values(counter, folio)]
            fields["sub" if name == "_mapcount" else name] = _lists(runs_of(stored))
    return fields


def truth_fields(truth: Truth | None) -> Record:
    """Return who really maps the folio: ``pages`` are runs of the entries that reach each page."""
    if truth is None:
        return {"pages": [], "entries": 0, "mms": 0, "vmas": 0}
    return {
        "pages": _lists(runs_of(truth.pages)),
        "entries": truth.entries,
        "mms": len(truth.mms),
        "vmas": len(truth.vmas),
    }


def says_fields(moment: Moment, folio: Folio) -> Record:
    """Return the scheme's answers; what it cannot say is left out."""
    if moment.fault is not None:
        return {}
    fields: Record = {}
    pages = [moment.ask(Question.PAGE_MAPCOUNT, folio, page) for page in folio.pages]
    counts = [count for count in pages if count is not None]
    if len(counts) == len(pages):
        fields["pages"] = _lists(runs_of(counts))
    asked = (("entries", Question.FOLIO_MAPCOUNT), ("mapped", Question.MAPPED), ("shared", Question.SHARED))
    for key, question in asked:
        if (answer := moment.ask(question, folio)) is not None:
            fields[key] = answer if question is Question.FOLIO_MAPCOUNT else bool(answer)
    spoken = moment.books.spoken.get(folio.number)
    if spoken is not None:
        fields["nr_mapped"] = spoken.nr_mapped
        fields["queued"] = spoken.queued
    return fields


def small_record(moment: Moment, known: Mapping[int, Truth]) -> Record:
    """Return the small folios: runs of [label, length, stored _mapcount, entries that map each]."""
    runs: list[list[Any]] = []
    last: Folio | None = None
    for folio in moment.world.folios():
        if folio.large or folio.zero:
            continue
        entries = known[folio.number].entries if folio.number in known else 0
        row = [_stored_mapcount(moment, folio), entries]
        if runs and last is not None and last.serial + 1 == folio.serial and runs[-1][2:] == row:
            runs[-1][1] += 1
        else:
            runs.append([folio.label, 1, *row])
        last = folio
    return {"t": "small", "runs": runs}


def _stored_mapcount(moment: Moment, folio: Folio) -> int | None:
    for counter in moment.scheme.counters():
        if counter.name == "_mapcount":
            return counter.stored(moment.books.value(counter, folio))
    return None


def gone_records(moment: Moment, before: Moment) -> Iterator[Record]:
    """Yield the folios that the last operation freed."""
    alive = set(moment.world.folios())
    for folio in before.world.folios():
        if folio not in alive and not folio.zero:
            yield {"t": "gone", "f": folio.label}


def _lists(runs: tuple[Run, ...]) -> list[list[int]]:
    return [list(run) for run in runs]
