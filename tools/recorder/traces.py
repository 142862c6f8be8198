"""Recordings as values: the lines of a boot, split by script; the steps of a script."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from .errors import RecorderError

Record: TypeAlias = dict[str, Any]


class Run(NamedTuple):
    """Pages of a region that look alike; ``folio`` is None where no page is mapped."""

    page: int
    length: int
    folio: str | None
    first: int
    """Number of the first page in its folio."""
    level: str
    bits: str
    pagemap: str
    kpagecount: int
    kpageflags: str

    def label(self, n: int) -> str:
        """Return the label of the folio that the n-th page of the run is in."""
        assert self.folio is not None
        return self.folio if self.large or self.has_flag("zero") else f"s{int(self.folio[1:]) + n}"

    @property
    def large(self) -> bool:
        """Is it a part of a large folio?"""
        return self.folio is not None and self.folio.startswith("L")

    def has_flag(self, name: str) -> bool:
        """Is a flag among those of /proc/kpageflags?"""
        return name in self.kpageflags.split(",")


@dataclass
class Map:
    """What a process maps in a region."""

    process: str
    region: str
    runs: list[Run]
    disagrees: bool
    """Did pagemap say something else than the page table?"""


@dataclass
class Step:
    """What an operation did, and the whole state after it."""

    record: Record
    maps: list[Map] = field(default_factory=list)
    folios: dict[str, Record] = field(default_factory=dict)
    small: dict[str, list[Any]] = field(default_factory=dict)
    """Each small folio's run."""
    vmas: list[Record] = field(default_factory=list)
    processes: dict[str, Record] = field(default_factory=dict)
    changes: dict[str, int] | None = None
    """Of the counters of the system; None when they were not recorded."""

    @property
    def op(self) -> str:
        """The operation as it stands in the script."""
        return str(self.record["op"])

    def add(self, record: Record) -> None:
        """Take up a record of this step's state; others change nothing."""
        match record["t"]:
            case "map":
                runs = [Run(*run) for run in record["runs"]]
                self.maps.append(Map(record["p"], record["r"], runs, bool(record.get("bad"))))
            case "folio":
                self.folios[record["f"]] = record
            case "small":
                for run in record["runs"]:
                    first = int(run[0][1:])
                    self.small |= {f"s{label}": run for label in range(first, first + run[1])}
            case "vma":
                self.vmas.append(record)
            case "proc":
                self.processes[record["p"]] = record
            case "sys":
                self.changes = record["d"]


@dataclass(frozen=True)
class Trace:
    """One script on one kernel."""

    name: str
    release: str
    """Of the kernel."""
    steps: tuple[Step, ...]


def read_records(path: Path) -> list[Record]:
    """Return the records of a .jsonl or .jsonl.gz file; RecorderError with the line that is none."""
    blob = path.read_bytes()
    text = (gzip.decompress(blob) if path.suffix == ".gz" else blob).decode(errors="replace")
    records = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            records.append(json.loads(line))
        except ValueError:
            raise RecorderError(f"{path}:{number}: this is no record") from None
    return records


def script_name(path: Path) -> str:
    """Return the name of the script a trace is of, from the name of its file."""
    return path.name.removesuffix(".gz").removesuffix(".jsonl")


def read_trace(path: Path) -> Trace:
    """Return a trace; RecorderError when the file holds none."""
    release = None
    steps: list[Step] = []
    for record in read_records(path):
        if record["t"] == "begin":
            release = record["kernel"]
        elif record["t"] == "step":
            steps.append(Step(record))
        elif steps:
            steps[-1].add(record)
    if release is None:
        raise RecorderError(f"{path} does not say which script and kernel it is of")
    return Trace(f"{path.parent.name}/{script_name(path)}", str(release), tuple(steps))


def split(lines: Iterable[str]) -> dict[str, list[str]]:
    """Return the traces in what a boot said, by script: the kernel record, and from ``begin`` to ``end``.

    RecorderError when a line is none of ours, or a script has no end: a machine that broke leaves both.
    """
    kernel, traces = "", {}
    name = None
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except ValueError:
            raise RecorderError(f"line {number} of the records is no record: {line[:60]!r}") from None
        if record["t"] == "kernel":
            kernel = line
        elif record["t"] == "begin":
            name = str(record["script"])
            traces[name] = [kernel]
        if name is not None:
            traces[name].append(line)
        if record["t"] == "end":
            name = None
    if name is not None:
        raise RecorderError(f"the records of {name} have no end")
    return traces


def write_traces(traces: dict[str, list[str]], folder: Path) -> list[Path]:
    """Write each trace to folder/RELEASE/SCRIPT.jsonl, and return the paths."""
    paths = []
    for name, lines in traces.items():
        path = folder / str(json.loads(lines[0])["release"]) / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(line + "\n" for line in lines))
        paths.append(path)
    return paths
