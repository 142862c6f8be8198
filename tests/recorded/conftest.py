"""Recordings, changed, beside the model."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from mmtui.catalog import Sources, bundled, load_catalog
from mmtui.kernel.profile import profile_of_release
from mmtui.live.versus import replayed
from mmtui.moment import Moment
from mmtui.recording.compare import Compared
from mmtui.recording.trace import read_trace
from mmtui.report.records import records

FOLDER = Path(__file__).parents[1] / "data" / "recorded"


@pytest.fixture(scope="session")
def catalog():
    return load_catalog(Sources(bundled("plugins")))


def compared(path: Path, catalog) -> Compared:
    trace = read_trace(path)
    profile = profile_of_release(trace.release)
    return replayed(trace, Moment.first(catalog.scheme(profile.scheme), profile), records)


def lines_of(kernel: str, script: str) -> list[dict]:
    """The records of the recording whose name begins so."""
    (path,) = (FOLDER / kernel).glob(f"{script}*.jsonl.gz")
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


def written(lines: Sequence[dict], folder: Path) -> Path:
    path = folder / "changed.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path
