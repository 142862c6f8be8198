"""``mmtui replay``: the model beside recordings of real kernels, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmtui.cli.compared import NO_TRACE, Tally, write_compared
from mmtui.cli.lazy import Command
from mmtui.cli.output import note, progress
from mmtui.cli.settings import Settings
from mmtui.errors import ScriptError, UsageError
from mmtui.recording.fields import left_out, left_out_shortly

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.recording.compare import Compared
    from mmtui.recording.trace import Trace

_WHY = "mmtui replay --help says why"
_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.xz")


@click.command(
    "replay",
    cls=Command,
    examples=(
        "mmtui replay recorded/6.1/03-doublemap.jsonl.gz",
        "mmtui replay recorded/",
        "mmtui replay --json recorded/ | jq 'select(.outcome != \"agrees\")'",
    ),
    definitions=("Not compared", tuple(left_out())),
)
@click.argument(
    "traces", metavar="TRACE...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True)
)
@click.option(
    "--kernel", metavar="K", help="The kernel to behave like; by default the one that was recorded."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each trace.")
@click.pass_obj
def command(settings: Settings, traces: tuple[Path, ...], kernel: str | None, as_json: bool) -> int:
    """Compare the model with recordings of real kernels.

    A trace is what a kernel did with a script, as JSON records after every operation; a folder is all
    traces in it.  The model runs the script and must say the same.  Of each script the first
    step that differs is shown with both sides.  Ends with 3 if a file is no trace, else with 1 if one
    differs, and 5 if none differs but a script has an operation that is not modelled.
    """
    catalog, tally, paths = settings.load_catalog(), Tally("trace", NO_TRACE), list(_all_traces(traces))
    with tally.told_when_interrupted():
        for nr, path in enumerate(paths, 1):
            progress(f"comparing {nr} of {len(paths)}: {path}")
            try:
                _replay(path, catalog, kernel, tally, as_json)
            except ScriptError as error:
                tally.refuse(error)
    code = tally.ended()
    note(f"not compared ({_WHY}): {left_out_shortly()}")
    return code


def _replay(path: Path, catalog: Catalog, kernel: str | None, tally: Tally, as_json: bool) -> None:
    from mmtui.recording.trace import read_trace

    trace = read_trace(path)
    compared = _compared(trace, catalog, kernel)
    tally.add(compared)
    write_compared(trace, compared, as_json)


def _all_traces(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(each for each in path.rglob("*") if each.name.endswith(_SUFFIXES))
        if not found:  # nothing to compare must not look like agreement
            raise UsageError(f"{path}: there is no {' or '.join('*' + s for s in _SUFFIXES)} in this folder")
        yield from found


def _compared(trace: Trace, catalog: Catalog, kernel: str | None) -> Compared:
    from mmtui.kernel.profile import profile_of, profile_of_release
    from mmtui.live.versus import replayed
    from mmtui.moment import Moment
    from mmtui.report.records import records

    profile = profile_of(kernel) if kernel else profile_of_release(trace.release)
    return replayed(trace, Moment.first(catalog.scheme(profile.scheme), profile), records)
