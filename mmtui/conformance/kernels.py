"""The recordings of the kernels whose scheme it claims to be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from mmtui.conformance.checks import Broken, Check, Undecided
from mmtui.conformance.subject import Kit
from mmtui.errors import UsageError
from mmtui.kernel.profile import profile_of
from mmtui.moment import Moment
from mmtui.recording.compare import Outcome, compare
from mmtui.recording.shown import shown
from mmtui.recording.trace import read_trace
from mmtui.report.records import records


def recorded_checks(kit: Kit) -> Iterator[Check]:
    """Yield a test for each recording of each kernel that the scheme names, or one that says what is missing.

    Raises ``UsageError`` for a folder in which such a kernel has none.
    """
    for kernel in kit.kernels:
        profile_of(kernel)
        if kit.recorded is None:
            reason = "--mmtui-recorded DIR says where the recordings are"
            yield Check(f"recorded[{kernel}]", f"what Linux {kernel} did", partial(_undecided, reason))
            continue
        found = sorted((kit.recorded / kernel).glob("*.jsonl*"))
        if not found:
            raise UsageError(f"{kit.recorded / kernel}: there are no recordings in this folder")
        for path in found:
            name = f"recorded[{kernel}-{path.name.split('.')[0]}]"
            yield Check(name, f"what Linux {kernel} did", partial(_replayed, kit, kernel, path))


def _undecided(reason: str) -> None:
    raise Undecided(reason)


def _replayed(kit: Kit, kernel: str, path: Path) -> None:
    trace = read_trace(path)
    compared = compare(trace, Moment.first(kit.scheme, profile_of(kernel)), records)
    if compared.outcome is Outcome.DIFFERS:
        raise Broken("\n".join((f"{kit.scheme.name} beside a recording:", *shown(trace, compared))))
    if compared.outcome is Outcome.NOT_MODELLED and not compared.steps:
        raise Undecided(compared.reason)
