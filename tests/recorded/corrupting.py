"""A recording with one field of one record changed, left out or said twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mmtui.recording.fields import COMPARED

NEVER = {"KSM", "Shared_Hugetlb", "Private_Hugetlb", "Swap", "FilePmdMapped"}
"""Fields that no modelled script has; a recording that has one differs."""


class Corruption(NamedTuple):
    at: int
    """Which line of the recording."""
    kind: str
    field: str
    """As in ``COMPARED`` or ``NOT_COMPARED``."""
    how: str
    records: tuple[dict, ...]
    """What stands there instead."""


def corruptions(lines: list[dict]) -> Iterator[Corruption]:
    """Corrupt each field where it is first and where it is last, and each record as a whole."""
    places: dict[tuple[str, str], list[int]] = {}
    for at, line in enumerate(lines):
        for field, value in line.items():
            if value not in ([], ""):
                places.setdefault((line["t"], field), []).append(at)
    for (kind, field), all_ in places.items():
        for at in sorted({all_[0], all_[-1]}):
            if field == "t":
                yield from _of_record(lines, at)
                continue
            for what, how, value in _changed(lines, at, field):
                yield Corruption(at, kind, what, how, ({**lines[at], field: value},))
            left = {key: value for key, value in lines[at].items() if key != field}
            yield Corruption(at, kind, _part_of(lines, at, field), "left out", (left,))


def _of_record(lines: list[dict], at: int) -> Iterator[Corruption]:
    line = lines[at]
    yield Corruption(at, line["t"], "*", "left out", ())
    yield Corruption(at, line["t"], "*", "said twice", (line, line))
    if line["t"] == "vma":
        for field in NEVER:
            yield Corruption(at, "vma", field, "added", ({**line, field: 4},))
    if line["t"] in COMPARED:
        yield Corruption(at, line["t"], "another", "added", ({**line, "another": 0},))


def _part_of(lines: list[dict], at: int, field: str) -> str:
    """Return a field by the name that it has in the lists."""
    kernel = next(line["kernel"] for line in lines if line["t"] == "begin")
    if field == "index" and lines[at]["mapping"] is None:
        return "index of the huge zero folio"
    if field.startswith("_nr_pages_mapped") and kernel.endswith("-nopmc"):
        return f"{field} without CONFIG_PAGE_MAPCOUNT"
    return f"{field} up to v6.1" if field in ("RssAnon", "bg_anon") and kernel.startswith("6.1.") else field


def _changed(lines: list[dict], at: int, field: str) -> Iterator[tuple[str, str, Any]]:
    kind, value = lines[at]["t"], lines[at][field]
    if field == "flags":
        yield from _other_flags(value)
    elif field == "mapping":
        yield from _other_mappings(value)
    elif isinstance(value, list):
        mapped = mapped_pages(lines, at) if field == "sub" else set()
        for what, how, other in _other_lists(kind, field, value):
            yield _of_marks(lines[at], what, how, mapped), how, other
    else:
        yield _part_of(lines, at, field), "changed", _other(value)


def mapped_pages(lines: list[dict], at: int) -> set[tuple[str, int]]:
    """Return label and page of what the records of the same step map of large folios."""
    begin = max(n for n in range(at + 1) if lines[n]["t"] == "step")
    state = itertools.takewhile(lambda line: line["t"] != "step", lines[begin + 1 :])
    runs = (run for line in state if line["t"] == "map" for run in line["runs"])
    return {(run[2], run[3] + page) for run in runs for page in range(run[1])}


def _of_marks(line: dict, field: str, how: str, mapped: set[tuple[str, int]]) -> str:
    place = re.fullmatch(r"\[(\d+)\]\[3\] changed", how)
    if field != "sub" or not place:
        return field
    start, length, *_ = line["sub"][int(place[1])]
    any_mapped = any((line["f"], page) in mapped for page in range(start, start + length))
    return field if any_mapped else "sub: PG_anon_exclusive of a page that nothing maps"


def _other(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value[:-1]}{'8' if value[-1:] != '8' else '7'}"
    return {} if isinstance(value, dict) else "s0"


def _other_flags(value: str) -> Iterator[tuple[str, str, str]]:
    for flag in ("uptodate", "lru", "dirty", "swapbacked", "mlocked", "unevictable", "referenced", "active"):
        flags = [each for each in value.split(",") if each and each != flag]
        flags += [] if flag in value.split(",") else [flag]
        part = f"flags: {flag}" if flag in ("referenced", "active") else "flags"
        yield part, f"{flag} is the other way round", ",".join(flags)


def _other_mappings(value: str | None) -> Iterator[tuple[str, str, Any]]:
    if value is None:
        yield "mapping", "there is one", "anon:M0"
        return
    kind, _, label = value.partition(":")
    yield "mapping", "of another kind", f"{'file' if kind == 'anon' else 'anon'}:{label}"
    yield "mapping: which anon_vma" if kind == "anon" else "mapping", "another one", f"{kind}:M99"
    yield "mapping", "none", None


def _other_lists(kind: str, field: str, value: list) -> Iterator[tuple[str, str, list]]:
    for how, other in (("the last is gone", value[:-1]), ("the first twice", [value[0], *value])):
        yield field, how, other
    for at in sorted({0, len(value) - 1}):
        if not isinstance(value[at], list):
            yield field, f"[{at}] changed", [*value[:at], _other(value[at]), *value[at + 1 :]]
            continue
        for column, part in enumerate(value[at]):
            for what, how, other in _other_columns(kind, field, column, part):
                run = [*value[at][:column], other, *value[at][column + 1 :]]
                yield what, f"[{at}][{column}] {how}", [*value[:at], run, *value[at + 1 :]]
        yield field, f"[{at}] is short of a column", [*value[:at], value[at][:-1], *value[at + 1 :]]


def _other_columns(kind: str, field: str, column: int, part: Any) -> Iterator[tuple[str, str, Any]]:
    if (kind, column) == ("small", 4):
        for what, how, other in _other_flags(part):
            yield what if ":" in what else field, how, other
    elif (kind, column) == ("small", 6):
        for what, how, other in _other_mappings(part):
            yield what if ":" in what else field, how, other
    elif (kind, column) == ("folio", 3):
        yield field, "changed", "" if part else "x"
    else:
        yield field, "changed", _other(part)
