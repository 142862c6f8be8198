"""The counters of large folios against the recount."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .recount import Case, Finding, PageOf
from .traces import Record

ENTIRELY_MAPPED = 0x800000
"""Added to _nr_pages_mapped while a PMD maps the folio: mm/internal.h."""
_MM_ID_MASK, _SHARED = 0x7FFFFFFF, 1 << 31


def subpage_mapcounts(folio: Record) -> list[int]:
    """Return the raw _mapcount of each page."""
    raw: list[int] = []
    for _page, length, mapcount, _exclusive in folio["sub"]:
        raw += [mapcount] * length
    return raw


def is_anon(folio: Record) -> bool:
    """Is it anonymous memory (not KSM's)?"""
    return str(folio["mapping"] or "").startswith("anon")


def _unequal(kind: str, label: str, raw: int, wanted: int) -> Iterator[Finding]:
    if raw != wanted:
        yield Finding(kind, f"{label} raw {raw} want {wanted}")


def _first_subpage(kind: str, label: str, raw: list[int], wanted: list[int]) -> Iterator[Finding]:
    """One finding for a folio is enough: what is wrong with a page is mostly wrong with its neighbours."""
    for page, (got, want) in enumerate(zip(raw, wanted, strict=True)):
        if got != want:
            yield Finding(kind, f"{label}[{page}] raw {got} want {want}")
            return


def _kpagecounts(case: Case, label: str, wanted: list[int], kind: str) -> Iterator[Finding]:
    for page, want in enumerate(wanted):
        got = case.recount.kpagecounts.get(PageOf(label, page))
        if got is not None and got != want:
            yield Finding(kind, f"{label}[{page}] {got} want {want}")
            return


def _maps_of_each_page(case: Case, label: str, nr_pages: int) -> list[int]:
    pmds, ptes = case.recount.pmds[label], case.recount.ptes[label]
    return [pmds + ptes[page] for page in range(nr_pages)]


def check_double_map(case: Case, label: str, folio: Record) -> Iterator[Finding]:
    """Yield what is wrong with compound_mapcount, _mapcount and PG_double_map (6.1)."""
    nr_pages, pmds, ptes = 1 << folio["order"], case.recount.pmds[label], case.recount.ptes[label]
    flag = int(bool(folio["double_map"]))
    yield from _unequal("compound_mapcount", label, folio["compound_mapcount"], pmds - 1)
    # anon: PG_double_map is one more map of each page; file: every PMD map is
    extra = flag if is_anon(folio) else pmds
    wanted = [ptes[page] + extra - 1 for page in range(nr_pages)]
    yield from _first_subpage("sub61", label, subpage_mapcounts(folio), wanted)
    yield from _kpagecounts(case, label, _maps_of_each_page(case, label, nr_pages), "kpagecount")
    both = int(is_anon(folio) and pmds > 0 and ptes.total() > 0)
    yield from _unequal("double_map != (pmd and pte maps exist)", label, flag, both)


def check_large_mapcount(case: Case, label: str, folio: Record) -> Iterator[Finding]:
    """Yield what is wrong with the counters since 6.12."""
    recount = case.recount
    yield from _unequal("_large_mapcount", label, folio["_large_mapcount"], recount.maps(label) - 1)
    yield from _unequal("_entire_mapcount", label, folio["_entire_mapcount"], recount.pmds[label] - 1)
    if case.page_mapcounts:
        yield from _check_page_mapcounts(case, label, folio)
    else:
        wanted = [average_page_mapcount(case, label, folio)] * (1 << folio["order"])
        yield from _kpagecounts(case, label, wanted, "kpagecount(avg)")
    # those that are not rmappable (a driver's) have no owners
    if "_mm_id" in folio and folio.get("large_rmappable", 1):
        yield from _check_owners(case, label, folio)


def _check_page_mapcounts(case: Case, label: str, folio: Record) -> Iterator[Finding]:
    nr_pages, ptes = 1 << folio["order"], case.recount.ptes[label]
    wanted = [ptes[page] - 1 for page in range(nr_pages)]
    yield from _first_subpage("sub", label, subpage_mapcounts(folio), wanted)
    entirely = ENTIRELY_MAPPED if case.recount.pmds[label] else 0
    mapped = case.recount.mapped_pages(label) + entirely
    yield from _unequal("_nr_pages_mapped", label, folio["_nr_pages_mapped"], mapped)
    yield from _kpagecounts(case, label, _maps_of_each_page(case, label, nr_pages), "kpagecount")


def average_page_mapcount(case: Case, label: str, folio: Record) -> int:
    """Return what ``folio_average_page_mapcount()`` in fs/proc/internal.h gives."""
    pmds, maps, nr_pages = case.recount.pmds[label], case.recount.maps(label), 1 << int(folio["order"])
    if maps <= pmds:
        return pmds
    return max(1, pmds + (maps - pmds + nr_pages // 2) // nr_pages)


def _check_owners(case: Case, label: str, folio: Record) -> Iterator[Finding]:
    owners = case.recount.by_process[label]
    slots = _slots(folio)
    mm_ids = {name: case.step.processes[name].get("mm_id") for name in owners if name in case.step.processes}
    for name, maps in owners.items():
        slot = slots.get(mm_ids.get(name))
        if slot is not None and slot != maps:
            yield Finding("_mm_id_mapcount", f"{label} mm {name} got {slot} want {maps}")
    shared = bool(folio["_mm_id"][1] & _SHARED)
    if shared != (len(owners) > 1):
        yield Finding("mm shared flag vs #mms", f"{label} shared={shared:d} mms={dict(owners)}")
    for name in owners:
        if mm_ids.get(name) not in slots:
            yield Finding("mm without slot", f"{label} {name} (mms {len(owners)})")


def _slots(folio: Record) -> dict[Any, int]:
    """Return mm_id -> logical count, of the slots that are taken."""
    ids = [raw & _MM_ID_MASK for raw in folio["_mm_id"]]
    return {mm_id: raw + 1 for mm_id, raw in zip(ids, folio["_mm_id_mapcount"], strict=True) if mm_id}


def check_large_folios(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with any large folio."""
    for label, folio in case.step.folios.items():
        if not case.recount.is_counted(label):
            continue
        check = check_double_map if "double_map" in folio else check_large_mapcount
        yield from check(case, label, folio)
        if not case.recount.maps(label) and not folio.get("unmapped"):
            yield Finding("seen but no maps", label)
