"""``mmtui scenario check``: the form of each file, and what its run says of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import SCHEMA, note, write, write_json
from mmtui.cli.settings import Settings
from mmtui.errors import PluginError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.scenario import Course

_INVALID = 3


class Checked(NamedTuple):
    """What is wrong with a file."""

    file: Path
    exit_code: int
    problems: tuple[dict[str, Any], ...] = ()
    """As objects with the same keys, whoever found them."""
    text: str = ""
    """The same for people."""
    doubts: tuple[dict[str, Any], ...] = ()
    """What need not be wrong, but is worth a look, with the same keys."""
    doubts_text: str = ""


@click.command(
    "check",
    cls=Command,
    examples=(
        "mmtui scenario check mine.mmtui.toml",
        "mmtui scenario check scenarios/ more/",
        "mmtui scenario check --json scenarios/ | jq '.problems[]'",
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each file, with its problems.")
@click.pass_obj
def command(settings: Settings, files: tuple[Path, ...], as_json: bool) -> int:
    """Check scenario files: their form and their run.

    A folder is all scenario files in it.  The run proves that it is unsolved as shipped,
    that the reference solution solves it, and that the listed wrong answers do not.
    Ids and `requires` are compared with the files that are checked, those beside them,
    and the scenarios that are shipped.  Ends with 3 if anything is wrong, and a file that
    is not there is one of the problems: the others are checked all the same.
    """
    from mmtui.scenario import course_of

    paths = tuple(dict.fromkeys(_all_files(files)))
    catalog = settings.load_catalog()
    course = course_of(paths, catalog.scenario_dirs)
    worst = wrong = 0
    for nr, path in enumerate(paths, 1):
        note(f"checking {nr} of {len(paths)}: {_shown(path)}")
        checked = _checked(path, catalog, course)
        _write(checked, as_json)
        worst, wrong = max(worst, checked.exit_code), wrong + bool(checked.exit_code)
    note(f"{len(paths)} checked, {wrong} with problems")
    return worst


def _all_files(files: tuple[Path, ...]) -> Iterator[Path]:
    from mmtui.scenario import scenario_files

    for path in files:
        found = [path / each.relative_to(path.resolve()) for each in scenario_files([path])]
        yield from found or [path]  # what is not there, or empty, must not look like nothing wrong


def _checked(path: Path, catalog: Catalog, course: Course) -> Checked:
    from mmtui.game.check import check_file
    from mmtui.game.doubts import doubts
    from mmtui.scenario.diagnostics import as_json, render, render_each

    try:
        scenario, problems, source = check_file(path, catalog, course)
        if scenario is not None and not problems:
            found = doubts(scenario, catalog)
            text = "\n\n".join(render(doubt, source, "doubtful") for doubt in found)
            return Checked(path, 0, doubts=tuple(map(as_json, found)), doubts_text=text)
    except PluginError as error:
        # the file is not to blame, and it is not known whether it is right
        place = {"file": str(path), "line": 0, "column": 0, "key": "", "code": "plugin"}
        record = {**place, "message": str(error), "help": ""}
        return Checked(path, error.exit_code, (record,), f"{_shown(path)}: {error}")
    return Checked(path, _INVALID, tuple(map(as_json, problems)), render_each(problems, source))


def _write(checked: Checked, as_json: bool) -> None:
    if as_json:
        found = {"problems": checked.problems, "doubts": checked.doubts}
        write_json({"schema": SCHEMA, "file": str(checked.file), "ok": not checked.exit_code, **found})
        return
    write(checked.text or f"{_shown(checked.file)}: ok")
    if checked.doubts_text:
        note(checked.doubts_text)


def _shown(path: Path) -> str:
    from mmtui.scenario.words import visible

    return visible(str(path))
