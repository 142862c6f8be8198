"""Everything that the records of one step say; those of VMAs, processes and freed folios are made here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from mmtui.recording.facts import Fact, Facts, Name, Record, Said, label_at
from mmtui.recording.fields import COMPARED
from mmtui.recording.folio_facts import mm_name, of_folio, of_small
from mmtui.recording.page_facts import of_map, of_marks

_VMA = ("e", "perm", "off", "vf")
_SMAPS = tuple(sorted(COMPARED["vma"] - {"p", "r", "s", *_VMA}))


def facts(records: Sequence[Record]) -> Facts:
    """Return everything that the records of one step say, by what it is about."""
    found: Facts = {}
    for record in records:
        if says := _KINDS.get(record["t"]):
            found.update(says(record))
    found.update(of_marks(records))
    return found


def freed(record: Record) -> Iterator[str]:
    """Yield the labels of a ``gone`` record."""
    return (label_at(record["f"], at) for at in range(record.get("n", 1)))


def _gone(record: Record) -> Iterator[Said]:
    return ((Fact("gone", (Name(label),), "freed"), True) for label in freed(record))


def _vma(record: Record) -> Iterator[Said]:
    where = (record["p"], record["r"], record["s"])
    for field in _VMA:
        if field in record:
            yield Fact("vma", where, field), record[field]
    for field in _SMAPS:  # what is 0 may be left out
        yield Fact("vma", where, field), record.get(field, 0)


def _proc(record: Record) -> Iterator[Said]:
    where = (record["p"],)
    yield Fact("proc", where, "alive"), True
    yield Fact("proc", where, "RssAnon"), record["RssAnon"] - record.get("bg_anon", 0)
    if "mm_id" in record:
        yield Fact("proc", where, "mm_id"), mm_name(record["mm_id"])


_KINDS: Mapping[str, Callable[[Record], Iterator[Said]]] = {
    "map": of_map,
    "folio": of_folio,
    "small": of_small,
    "vma": _vma,
    "proc": _proc,
    "gone": _gone,
}
