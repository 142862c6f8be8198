"""Records as single facts, so that two sides can be compared one by one: what, where, and its value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Record: TypeAlias = Mapping[str, Any]
MOST_PAGES = 1 << 20


class Name(NamedTuple):
    """What one side calls a folio; the other may call it otherwise, but always the same."""

    label: str


class Fact(NamedTuple):
    """What is said, without its value."""

    kind: str
    """``page``, ``folio``, ``small``, ``vma`` or ``gone``."""
    where: tuple[str | int | Name, ...]
    field: str


Facts: TypeAlias = dict[Fact, Any]

PAGE_FIELDS = ("folio", "level", "pte", "pagemap", "kpagecount")
SHARED_AND_PRIVATE = {
    "Shared": ("Shared_Clean", "Shared_Dirty"),
    "Private": ("Private_Clean", "Private_Dirty"),
}
VMA_FIELDS = ("e", "perm", "off", "vf")
SMAPS = ("Rss", "Pss", "Anonymous", "AnonHugePages", "ShmemPmdMapped", "Locked")


def facts(records: Sequence[Record]) -> Facts:
    """Return everything that the records of one step say, by what it is about."""
    found: Facts = {}
    for record in records:
        if says := _KINDS.get(record["t"]):
            found.update(says(record))
    found.update(_exclusive(records))
    return found


def _pages(record: Record) -> Iterator[tuple[Fact, Any]]:
    owner = (record["p"], record["r"])
    for page, length, label, index, level, pte, pagemap, count, *flags in record["runs"]:
        if label is None:  # an entry that is not present
            if "g" in pagemap:
                yield from ((Fact("page", (*owner, page + at), "guard"), True) for at in range(length))
            continue
        # a run of small folios has one label for the first, a run of the zero page one for all
        alike = label.startswith("L") or "zero" in (flags or ("",))[0]
        for at in range(min(length, MOST_PAGES)):
            name = label if alike else _plus(label, at)
            folio = (Name(name), index + at if label.startswith("L") else 0)
            where = (*owner, page + at)
            for field, value in zip(PAGE_FIELDS, (folio, level, pte, pagemap, count), strict=True):
                yield Fact("page", where, field), value


def _plus(label: str, at: int) -> str:
    return f"{label[0]}{int(label[1:]) + at}" if at else label


NOT_COMPARED: Mapping[str, str] = {
    "pfn": "where in memory a folio lies is nothing that the model has",
    "ref": "references that are not mappings are not modelled",
    "flags": "page flags, but for PG_anon_exclusive and PG_partially_mapped, are not modelled",
    "mapping": "a label of the recorder; of an anon_vma only what it decides is compared",
    "index": "depends on where the recorder's regions lie",
    "large_rmappable": "always 1",
    "unmapped": "tells that a folio is listed for its counters only",
    "_nr_pages_mapped_hex": "the same as _nr_pages_mapped",
    "_pincount": "which folios are pinned is followed, not how often",
}
"""Fields of a recorded folio that no fact is made of, and why."""
_OTHERS = frozenset(NOT_COMPARED) | frozenset(
    [
        "t",
        "f",
        "kind",
        "truth",
        "says",
        "cost",
        "sub",
        "mm_owner",
        "_mm_id",
        "_mm_id_mapcount",
        "_mm_id[0]",
        "_mm_id[1]",
        "_mm_id_mapcount[0]",
        "_mm_id_mapcount[1]",
        "FOLIO_MM_IDS_LOCK",
        "FOLIO_MM_IDS_SHARED",
    ]
)


def _folio(record: Record) -> Iterator[tuple[Fact, Any]]:
    if not record.get("mapping", True):  # the huge zero folio, which nobody counts
        return
    name = (Name(record["f"]),)
    for start, length, stored, *_ in record.get("sub", ()):
        for page in range(start, start + min(length, MOST_PAGES)):
            yield Fact("folio", (*name, page), "_mapcount"), stored
    if "mm_owner" in record:
        yield from _owners(record, name)
    for field, value in record.items():
        if field not in _OTHERS:
            yield Fact("folio", name, field), value


def _owners(record: Record, name: tuple[Name]) -> Iterator[tuple[Fact, Any]]:
    """Who is in the slots, by the names of the processes, and how often; whether "maybe shared" is set."""
    counts = record.get("_mm_id_mapcount") or [record[f"_mm_id_mapcount[{slot}]"] for slot in (0, 1)]
    shared = record.get("FOLIO_MM_IDS_SHARED")
    yield Fact("folio", name, "mm_owner"), tuple(record["mm_owner"])
    yield Fact("folio", name, "_mm_id_mapcount"), tuple(counts)
    yield Fact("folio", name, "shared"), record["_mm_id"][1] >> 31 & 1 if shared is None else shared


def _small(record: Record) -> Iterator[tuple[Fact, Any]]:
    for label, length, stored, *more in record["runs"]:
        if not all(more[3:4]):  # it has no mapping: the zero page
            continue
        for at in range(min(length, MOST_PAGES)):
            yield Fact("small", (Name(_plus(label, at)),), "_mapcount"), stored


def _exclusive(records: Iterable[Record]) -> Iterator[tuple[Fact, Any]]:
    """PG_anon_exclusive of what is mapped; a page that nothing maps any more keeps what it had."""
    records, marked = list(records), set()
    for record in records:
        if record["t"] == "folio":
            marked |= _marked_large(record)
        elif record["t"] == "small":
            marked |= _marked_small(record)
    for record in records:
        if record["t"] == "map":
            yield from _marks_of_pages(record, marked)


def _marked_large(record: Record) -> set[tuple[str, int]]:
    return {
        (record["f"], page)
        for start, length, _, *mark in record.get("sub", ())
        if mark == ["x"]
        for page in range(start, start + min(length, MOST_PAGES))
    }


def _marked_small(record: Record) -> set[tuple[str, int]]:
    # our own rows have no flags before the mark
    return {
        (_plus(label, at), 0)
        for label, length, _, _, *more in record["runs"]
        if (more[1:2] or more) == ["x"]
        for at in range(min(length, MOST_PAGES))
    }


def _marks_of_pages(record: Record, marked: set[tuple[str, int]]) -> Iterator[tuple[Fact, Any]]:
    for page, length, label, index, level, _, _, _, *flags in record["runs"]:
        if label is None:
            continue
        large = label.startswith("L")
        for at in range(min(length, MOST_PAGES)):
            if large:
                place = (label, 0 if level == "pmd" else index + at)
            else:
                place = (_plus(label, 0 if "zero" in (flags or ("",))[0] else at), 0)
            yield Fact("page", (record["p"], record["r"], page + at), "exclusive"), place in marked


def _vma(record: Record) -> Iterator[tuple[Fact, Any]]:
    where = (record["p"], record["r"], record["s"])
    for field in VMA_FIELDS:
        if field in record:
            yield Fact("vma", where, field), record[field]
    for field in SMAPS:
        yield Fact("vma", where, field), record.get(field, 0)
    for field, parts in SHARED_AND_PRIVATE.items():
        # our own records have only the sums
        yield Fact("vma", where, field), record.get(field) or sum(record.get(part, 0) for part in parts)


_KINDS: Mapping[str, Callable[[Record], Iterator[tuple[Fact, Any]]]] = {
    "map": _pages,
    "folio": _folio,
    "small": _small,
    "vma": _vma,
}
