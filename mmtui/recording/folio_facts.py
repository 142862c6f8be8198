"""The facts of ``folio`` and ``small`` records: what the kernel keeps of each folio."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mmtui.recording.facts import Fact, Name, Parts, Record, Said, label_at, run_of
from mmtui.recording.fields import COMPARED, NOT_COMPARED

_READ = {"f", "sub", "flags", "mapping", "index", "_mm_id", "_mm_id_mapcount", "mm_owner"}
_AS_THEY_ARE = COMPARED["folio"] - _READ
_MM_ID = (1 << 31) - 1
"""The bit above is the lock in the first slot, and in the second whether the folio may be shared."""


def of_folio(record: Record) -> Iterator[Said]:
    """Yield its counters as they are stored, who holds it, and ``_mapcount`` of each page."""
    name = (Name(record["f"]),)
    for run in record.get("sub", ()):
        for page in run_of(run, 0):
            yield Fact("folio", (*name, page), "_mapcount"), run[2]
    for field in record.keys() & _AS_THEY_ARE:
        yield Fact("folio", name, field), record[field]
    if "mapping" in record:
        yield Fact("folio", name, "flags"), _followed("folio", record["flags"])
        yield Fact("folio", name, "mapping"), mapping_of(record["mapping"])
        if record["mapping"] is not None:  # nobody sets the index of the huge zero folio
            yield Fact("folio", name, "index"), record["index"]
    elif "kind" in record:
        yield Fact("folio", name, "kind"), record["kind"]
    if "mm_owner" in record:
        yield from _owners(record, name)


def of_small(record: Record) -> Iterator[Said]:
    """Yield the same of each folio of one page, and PG_anon_exclusive."""
    for label, length, stored, ref, flags, mark, mapping, *unmapped in record["runs"]:
        values = (mapping_of(mapping), stored, ref, _followed("small", flags), mark, bool(unmapped))
        for at in run_of((0, length), 0):
            yield Fact("small", (Name(label_at(label, at)),), ""), Parts(_SMALL_FIELDS, values)


_SMALL_FIELDS = ("mapping", "_mapcount", "ref", "flags", "exclusive", "unmapped")


def _followed(kind: str, flags: str) -> str:
    return ",".join(flag for flag in flags.split(",") if (kind, f"flags: {flag}") not in NOT_COMPARED)


def mapping_of(mapping: str | None) -> Any:
    """Return the kind of a mapping; of a file's also its name, which is another one on each side.

    >>> mapping_of("anon:M3"), mapping_of("file:M4")
    ('anon', (Name(label='file:M4'), 'file'))
    """
    if mapping is None:
        return None
    kind = mapping.split(":")[0]
    return (Name(mapping), kind) if kind == "file" else kind


def _owners(record: Record, name: tuple[Name]) -> Iterator[Said]:
    """Who is in the slots, by number and by the name of the process, and how often; the two bits beside."""
    ids, counts, lock, shared = _slots(record)
    yield Fact("folio", name, "mm_owner"), tuple(record["mm_owner"])
    yield Fact("folio", name, "_mm_id_mapcount"), tuple(counts)
    yield Fact("folio", name, "FOLIO_MM_IDS_LOCK"), lock
    yield Fact("folio", name, "shared"), shared
    for slot, number in enumerate(ids):
        yield Fact("folio", (*name, slot), "_mm_id"), mm_name(number)


def mm_name(number: int) -> Any:
    """Return what stands for the number of a process; 0 is nobody on both sides."""
    return (Name(f"mm {number}"),) if number else 0


def _slots(record: Record) -> tuple[list[int], list[int], int, int]:
    if "_mm_id" not in record:  # ours, by the names of the counters
        ids, counts = (
            [record[f"{field}[{slot}]"] for slot in (0, 1)] for field in ("_mm_id", "_mm_id_mapcount")
        )
        return ids, counts, record["FOLIO_MM_IDS_LOCK"], record["FOLIO_MM_IDS_SHARED"]
    first, second = record["_mm_id"]
    return [first & _MM_ID, second & _MM_ID], record["_mm_id_mapcount"], first >> 31, second >> 31
