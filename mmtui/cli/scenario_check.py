"""``mmtui scenario check``: the form of each file, and what its run says of its answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import SCHEMA, note, progress, write, write_json
from mmtui.cli.scenario_checked import Checked, Task, checked_apart, shown
from mmtui.cli.settings import Settings


@click.command(
    "check",
    cls=Command,
    examples=(
        "mmtui scenario check mine.mmtui.toml",
        "mmtui scenario check scenarios/ more/ --jobs 4",
        "mmtui scenario check --json scenarios/ | jq '.problems[]'",
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each file, with its problems.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", help="So many processes; by default one for each CPU."
)
@click.pass_obj
def command(settings: Settings, files: tuple[Path, ...], as_json: bool, jobs: int | None) -> int:
    """Check scenario files: their form and their run.

    A folder is all scenario files in it.  The run proves that it is unsolved as shipped,
    that the reference solution solves it, and that the listed wrong answers do not.
    Ids and `requires` are compared with the files that are checked, those beside them,
    and the scenarios that are shipped.  Ends with 3 if anything is wrong, and a file that
    is not there is one of the problems: the others are checked all the same.  However many
    processes check them, what is written is the same, in the order of the files.
    """
    paths = tuple(dict.fromkeys(_all_files(files)))
    worst = wrong = 0
    for nr, checked in enumerate(_each_checked(paths, settings, jobs or os.cpu_count() or 1), 1):
        _write(checked, as_json)
        progress(f"{nr} of {len(paths)} checked")
        worst, wrong = max(worst, checked.exit_code), wrong + bool(checked.exit_code)
    note(f"{len(paths)} checked, {wrong} with problems")
    return worst


def _each_checked(paths: tuple[Path, ...], settings: Settings, jobs: int) -> Iterator[Checked]:
    """Yield what is found of each file, in the order of the files."""
    from mmtui.explore.workers import workers

    settings.load_catalog()  # what is wrong with plugins is said once
    tasks = [Task(path, paths, settings) for path in paths]
    with workers(min(jobs, len(tasks)), silent=True) as found:
        yield from found.in_order(checked_apart, tasks)


def _all_files(files: tuple[Path, ...]) -> Iterator[Path]:
    from mmtui.scenario import scenario_files

    for path in files:
        found = [path / each.relative_to(path.resolve()) for each in scenario_files([path])]
        yield from found or [path]  # what is not there, or empty, must not look like nothing wrong


def _write(checked: Checked, as_json: bool) -> None:
    if as_json:
        found = {"problems": checked.problems, "doubts": checked.doubts}
        write_json({"schema": SCHEMA, "file": str(checked.file), "ok": not checked.exit_code, **found})
        return
    write(checked.text or f"{shown(checked.file)}: ok")
    if checked.doubts_text:
        note(checked.doubts_text)
