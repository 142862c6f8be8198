"""What a record of a trace must look like; a trace is data from strangers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mmtui.recording.fields import known, known_kind

_LABEL = re.compile(r"[Ls]\d{1,9}")
_SMALL = re.compile(r"s\d{1,9}")
_NOTHING = type(None)
_KB = ("Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty")

_NEEDED: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "step": {"n": int, "op": str, "rc": int},
    "map": {"p": str, "r": str, "runs": list},
    "folio": {
        **{"f": str, "order": int, "ref": int, "flags": str, "mapping": (str, _NOTHING), "index": int},
        "sub": list,
    },
    "small": {"runs": list},
    "vma": {
        **{"p": str, "r": str, "s": int, "e": int, "perm": str, "off": int, "vf": str},
        **dict.fromkeys(_KB, int),
    },
    "proc": {"p": str, "bg_anon": int, "RssAnon": int},
    "gone": {"f": str},
}
"""Fields that a record always has."""
_NEEDED_SEEN = {
    **{kind: _NEEDED[kind] for kind in ("step", "map", "vma")},
    "folio": {"f": str, "order": int, "kind": str},
    "gone": {"f": str, "kind": str},
}
"""The same where only what a process sees was read."""
_RUNS: Mapping[str, str] = {"map": "runs", "small": "runs", "folio": "sub"}
_COLUMNS: Mapping[str, tuple[type | tuple[type, ...], ...]] = {
    "map": (int, int, (str, _NOTHING), int, str, str, str, int, str),
    "small": (str, int, int, int, str, str, (str, _NOTHING)),
    "folio": (int, int, int, str),
}
_COLUMNS_SEEN = {"map": _COLUMNS["map"][:-1]}
_OPTIONAL: Mapping[str, str] = {"small": "unmapped"}
_OPTIONAL_SEEN: Mapping[str, str] = {"map": "zero"}
"""The last column of some runs."""


def problem_of(record: Mapping[str, Any], *, seen: bool = False) -> str:
    """Return what is wrong with a record, "" for nothing; ``seen`` where a process read it."""
    return next(_problems(record, seen), "")


def _problems(record: Mapping[str, Any], seen: bool) -> Iterator[str]:
    kind = record.get("t")
    if not isinstance(kind, str) or not known_kind(kind):
        yield f"there is no record of type {kind!r}"
        return
    for key, type_ in (_NEEDED_SEEN if seen else _NEEDED).get(kind, {}).items():
        if not _is(record.get(key, ...), type_):
            yield f'a {kind} record has "{key}" as {_name(type_)}, not {record.get(key)!r}'
    for key in record:
        if not known(kind, key, seen=seen):
            yield f'whether "{key}" of a {kind} record is compared is not known'
    if kind in ("folio", "gone") and not _LABEL.fullmatch(str(record.get("f"))):
        yield f"{record.get('f')!r} is not the label of a folio"
    if kind in _MORE and not seen:
        yield from _MORE[kind](record)
    for run in record.get(_RUNS.get(kind, ""), ()):
        if not _is_run(kind, run, seen):
            yield f"{str(run)[:80]} is not a run of a {kind} record"
            return
    if kind in ("map", "folio"):
        yield from _twice(record.get(_RUNS[kind], ()))


def _is(value: object, type_: type | tuple[type, ...]) -> bool:
    return isinstance(value, type_) and not isinstance(value, bool)


def _name(type_: type | tuple[type, ...]) -> str:
    return type_.__name__ if isinstance(type_, type) else " or ".join(each.__name__ for each in type_)


def _gone(record: Mapping[str, Any]) -> Iterator[str]:
    count = record.get("n", 0)
    small = record["f"].startswith("s")
    if not _is(count, int) or (small and count < 1) or (not small and "n" in record):
        yield f'a gone record has "n", at least 1, for small folios, and only for them, not {count!r}'


def _folio(record: Mapping[str, Any]) -> Iterator[str]:
    if "_mm_id" in record or "mm_owner" in record or "_mm_id_mapcount" in record:
        for key, type_ in (("_mm_id", int), ("_mm_id_mapcount", int), ("mm_owner", str)):
            slots = record.get(key)
            if not isinstance(slots, list) or [type(slot) for slot in slots] != [type_, type_]:
                yield f'a folio record has "{key}" as two {type_.__name__}, not {slots!r}'


_MORE: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {"gone": _gone, "folio": _folio}


def _is_run(kind: str, run: object, seen: bool) -> bool:
    if not isinstance(run, list):
        return False
    columns = (_COLUMNS_SEEN if seen else _COLUMNS).get(kind, ())
    optional = (_OPTIONAL_SEEN if seen else _OPTIONAL).get(kind)
    more = [optional] if optional else []
    if run[len(columns) :] not in ([], more) or len(run) < len(columns):
        return False
    if not all(_is(value, type_) for value, type_ in zip(run, columns, strict=False)):
        return False
    label = {"map": run[2], "small": run[0]}.get(kind)
    pattern = _SMALL if kind == "small" else _LABEL
    return run[1] > 0 and (label is None or bool(pattern.fullmatch(label)))


def _twice(runs: Iterable[Sequence[Any]]) -> Iterator[str]:
    # of two runs that overlap the later one would silently win
    end = 0
    for first, length in sorted((run[0], run[1]) for run in runs):
        if first < end:
            yield f"page {first} is said twice"
            return
        end = first + length


def keys_of(record: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return what a record is about; of two records of one step that share any, the later one would win."""
    kind = record["t"]
    if kind == "gone":
        first, count = int(record["f"][1:]), record.get("n", 1)
        return [(kind, record["f"][0], first + at) for at in range(min(count, _MOST))]
    if kind == "small":
        return [(kind, int(run[0][1:]) + at) for run in record["runs"] for at in range(min(run[1], _MOST))]
    return [(kind, *(record[key] for key in _IDENTITY.get(kind, ())))]


_MOST = 1 << 20
_IDENTITY: Mapping[str, tuple[str, ...]] = {
    **{"map": ("p", "r"), "folio": ("f",), "vma": ("p", "r", "s"), "proc": ("p",)},
}
