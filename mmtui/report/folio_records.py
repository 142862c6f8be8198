"""The counters of each folio, the truth, and what the scheme says, as JSON records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mmtui.guarded import asked
from mmtui.model.counters import Per
from mmtui.model.entry import EXCLUSIVE, number_in, page_in
from mmtui.model.folio import Folio, folio_of
from mmtui.model.references import cached
from mmtui.model.truth import Run, Truth, runs_of
from mmtui.model.world import World
from mmtui.moment import Moment
from mmtui.report.folio_state import kind_of, state_fields
from mmtui.report.reached import Reached
from mmtui.report.record import Record, key_of
from mmtui.scheme import Question


def folio_records(moment: Moment, known: Mapping[int, Truth], walk: Reached) -> Iterator[Record]:
    """Yield, for every large folio, what is stored of it, the truth, and what the scheme says.

    The huge zero folio has a record while it is mapped; it is not counted, and nobody is asked about it.
    """
    alone, places = exclusive_pages(moment.world), cached(moment.world)
    for folio in [folio_of(number) for number in walk.zero] + [*moment.world.folios()]:
        if not folio.large:
            continue
        yield {
            "t": "folio",
            "f": folio.label,
            "order": folio.order,
            "kind": kind_of(folio),
            **state_fields(moment, folio, walk, places),
            **counter_fields(moment, folio, alone),
            **queue_fields(moment, folio),
            **({} if folio.zero else _answer_fields(moment, folio, known)),
        }


def _answer_fields(moment: Moment, folio: Folio, known: Mapping[int, Truth]) -> Record:
    return {
        "truth": truth_fields(known.get(folio.number)),
        "says": says_fields(moment, folio),
        "cost": {"atomic": moment.cost.atomics, "read": moment.cost.reads},
    }


def exclusive_pages(world: World) -> frozenset[tuple[int, int]]:
    """Return folio number and page of what is mapped with PG_anon_exclusive; page 0 for a PMD leaf."""
    return frozenset(
        (number_in(leaf.entry), page_in(leaf.entry))
        for mm in world.mms.values()
        for leaf in mm.leaves()
        if leaf.entry & EXCLUSIVE
    )


def counter_fields(moment: Moment, folio: Folio, alone: frozenset[tuple[int, int]] = frozenset()) -> Record:
    """Return the stored value of each counter; ``sub`` has the runs of the per-page ``_mapcount``.

    In a run of ``sub`` "x" stands for PG_anon_exclusive.  ``mm_owner`` are the processes in the owner slots.
    """
    fields: Record = {}
    for counter in moment.scheme.counters():
        name = key_of(counter)
        if counter.per is Per.FOLIO:
            fields[name] = counter.stored(moment.books.value(counter, folio))
            continue
        stored = [counter.stored(value) for value in moment.books.values(counter, folio)]
        if name == "sub":
            fields[name] = _sub(folio, stored, alone)
        else:
            fields[name] = _lists(runs_of(stored))
    if "_nr_pages_mapped" in fields:
        fields["_nr_pages_mapped_hex"] = f"0x{fields['_nr_pages_mapped'] & 0xFFFFFFFF:x}"
    if "_mm_id[0]" in fields:
        names = {mm.mm_id: mm.name for mm in moment.world.mms.values()}
        fields["mm_owner"] = [names.get(fields[f"_mm_id[{slot}]"], "") for slot in (0, 1)]
    return fields


def _sub(folio: Folio, stored: list[int], alone: frozenset[tuple[int, int]]) -> list[list[Any]]:
    marks = ["x" if (folio.number, page) in alone else "" for page in folio.pages]
    runs: list[list[Any]] = []
    for page, (value, mark) in enumerate(zip(stored, marks, strict=True)):
        if runs and runs[-1][2:] == [value, mark]:
            runs[-1][1] += 1
        else:
            runs.append([page, 1, value, mark])
    return runs


def queue_fields(moment: Moment, folio: Folio) -> Record:
    """Return whether the folio is on the deferred split list, and PG_partially_mapped where there is one."""
    spoken = moment.books.spoken.get(folio.number)
    partly = int(spoken is not None and spoken.queued)
    if folio.order < 2:  # the list is in the third page
        return {"partially_mapped": partly} if moment.profile.queues_every_thp else {}
    if not moment.profile.queues_every_thp:
        return {"deferred": partly}
    born = folio.anon and folio.order == moment.world.pmd_order and folio.number not in moment.world.unqueued
    return {"deferred": int(born or partly), "partially_mapped": partly}


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
    return {} if moment.fault is not None else asked(moment, lambda: _answers(moment, folio))


def _answers(moment: Moment, folio: Folio) -> Record:
    fields: Record = {}
    pages = [moment.ask(Question.PAGE_MAPCOUNT, folio, page) for page in folio.pages]
    counts = [count for count in pages if count is not None]
    if len(counts) == len(pages):
        fields["pages"] = _lists(runs_of(counts))
    questions = (
        ("entries", Question.FOLIO_MAPCOUNT),
        ("mapped", Question.MAPPED),
        ("shared", Question.SHARED),
    )
    for key, question in questions:
        if (answer := moment.ask(question, folio)) is not None:
            fields[key] = answer if question is Question.FOLIO_MAPCOUNT else bool(answer)
    spoken = moment.books.spoken.get(folio.number)
    if spoken is not None:
        fields["nr_mapped"] = spoken.nr_mapped
        fields["queued"] = spoken.queued
    return fields


def _lists(runs: tuple[Run, ...]) -> list[list[int]]:
    return [list(run) for run in runs]
