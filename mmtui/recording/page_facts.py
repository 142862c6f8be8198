"""The facts of ``map`` records: what each page of each region is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mmtui.recording.facts import Fact, Name, Parts, Record, Said, label_at, run_of

PAGE_FIELDS = ("folio", "level", "pte", "pagemap", "kpagecount", "kpageflags")


def of_map(record: Record) -> Iterator[Said]:
    """Yield that the region is there, and of each page what maps it and what /proc prints of it."""
    owner = (record["p"], record["r"])
    yield Fact("map", owner, "region"), True
    for run in record["runs"]:
        rest = tuple(run[4:])
        fields = PAGE_FIELDS[: 1 + len(rest)]  # kpageflags is missing where it was not read
        for at, page in enumerate(run_of(run, 0)):
            yield Fact("page", (*owner, page), ""), Parts(fields, (_folio(run, at), *rest))


def _folio(run: Sequence[Any], at: int) -> tuple[Name, int] | None:
    label, index = run[2], run[3]
    if label is None:  # an entry that is not present
        return None
    return (Name(label), index + at) if label.startswith("L") else (Name(_small(run, at)), index)


def _small(run: Sequence[Any], at: int) -> str:
    # a run of small folios has one label for the first, a run of the zero page one for all
    label: str = run[2]
    return label if "zero" in "".join(run[8:]) else label_at(label, at)


def of_marks(records: Iterable[Record]) -> Iterator[Said]:
    """Yield PG_anon_exclusive of what is mapped of large folios; what nothing maps keeps what it had."""
    records = list(records)
    marked = {place for record in records if record["t"] == "folio" for place in _marked(record)}
    for record in records:
        if record["t"] == "map":
            yield from _marks(record, marked)


def _marked(record: Record) -> Iterator[tuple[str, int]]:
    for run in record.get("sub", ()):
        if run[3:] == ["x"]:
            yield from ((record["f"], page) for page in run_of(run, 0))


def _marks(record: Record, marked: set[tuple[str, int]]) -> Iterator[Said]:
    for run in record["runs"]:
        if run[2] is None or not run[2].startswith("L"):
            continue
        for at, page in enumerate(run_of(run, 0)):
            # a PMD leaf has it in the head page alone
            yield Fact("page", (record["p"], record["r"], page), "exclusive"), (run[2], run[3] + at) in marked
