"""Two recordings side by side: of the same kernel, record by record; of two kernels, by what they show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from .errors import RecorderError
from .traces import Record, Step, read_records, read_trace, script_name

_NOT_COMPARED = ("kernel", "begin", "end", "proc")
"""Build and time of a recording, and the memory of the worker itself."""
_OWN_PAGES = ("AnonPages", "nr_anon_pages")
"""The worker's own pages come and go with these counters at fork and exit."""
_OWN_PAGES_VERBS = ("fork", "exit")


def find_traces(folder: Path) -> dict[str, Path]:
    """Return the traces in a folder by script; RecorderError when there is none."""
    found = {script_name(path): path for path in sorted(folder.glob("*.jsonl*"))}
    if not found:
        raise RecorderError(f"{folder} holds no traces")
    return found


class Difference(NamedTuple):
    """Where two recordings part."""

    op: str
    left: str
    right: str


def _has_own_pages(op: str, before: str) -> bool:
    words = op.split()
    return "proc" in (words[0], before.split()[:1][0] if before else "") or (
        len(words) > 1 and words[1] in _OWN_PAGES_VERBS
    )


def comparable(records: Iterable[Record]) -> list[tuple[str, str]]:
    """Return (operation, record) of all that must be equal in two recordings of one kernel.

    Page frame numbers are left out, and the worker's own pages where they change.
    """
    kept, op, before = [], "", ""
    for record in records:
        if record["t"] in _NOT_COMPARED:
            continue
        if record["t"] == "step":
            op, before = record["op"], op
        if record["t"] == "sys" and _has_own_pages(op, before):
            changes = {name: change for name, change in record["d"].items() if name not in _OWN_PAGES}
            record = record | {"d": changes}
        kept.append((op, json.dumps({name: value for name, value in record.items() if name != "pfn"})))
    return kept


def differences(left: Path, right: Path) -> list[Difference]:
    """Return every record that is not the same in two traces of one kernel."""
    pairs = zip_longest(
        comparable(read_records(left)), comparable(read_records(right)), fillvalue=("", "nothing")
    )
    return [Difference(a[0] or b[0], a[1], b[1]) for a, b in pairs if a[1] != b[1]]


def _picture(step: Step) -> dict[str, list[list[Any]]]:
    """Return what a user can see in each region: level, kpagecount and size of folio, in the longest runs."""
    pictures = {}
    for mapped in step.maps:
        runs: list[list[Any]] = []
        for run in mapped.runs:
            order = step.folios[run.folio]["order"] if run.folio in step.folios else 0 if run.folio else None
            seen = [run.page, run.length, run.level, run.kpagecount, order]
            same = runs and runs[-1][2:] == seen[2:] and runs[-1][0] + runs[-1][1] == run.page
            if same and (order == 0 or (run.large and run.first)):
                runs[-1][1] += run.length
            else:
                runs.append(seen)
        pictures[f"{mapped.process}.{mapped.region}"] = runs
    return pictures


def _outcome(step: Step) -> str:
    return f"{step.record['rc']} {step.record.get('err', '')}".strip()


def first_divergence(left: Path, right: Path) -> Iterator[Difference]:
    """Yield how the first step differs in which two kernels show another result or other pages."""
    for a, b in zip(read_trace(left).steps, read_trace(right).steps, strict=False):
        one, other = _picture(a), _picture(b)
        if one == other and _outcome(a) == _outcome(b):
            continue
        if _outcome(a) != _outcome(b):
            yield Difference(a.op, f"rc {_outcome(a)}", f"rc {_outcome(b)}")
        for name in sorted(one.keys() | other.keys()):
            if one.get(name) != other.get(name):
                yield Difference(a.op, f"{name} {one.get(name)}", f"{name} {other.get(name)}")
        return
