"""``mmtui progress``: what is solved, how well, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mmtui.cli.course import heads_in
from mmtui.cli.lazy import Command
from mmtui.cli.output import SCHEMA, note, painted, write, write_json
from mmtui.cli.settings import Settings
from mmtui.errors import UsageError

if TYPE_CHECKING:
    from mmtui.progress import Progress
    from mmtui.report.standing import Standing
    from mmtui.scenario import Head


@click.command(
    "progress",
    cls=Command,
    examples=(
        "mmtui progress",
        "mmtui progress --json",
        "mmtui progress --reset last-unmap-doublemap",
    ),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--reset", metavar="ID", help="Begin a scenario anew, as if you had never played it.")
@click.option("--yes", is_flag=True, help="With --reset: do not ask first.")
@click.pass_obj
def command(settings: Settings, as_json: bool, reset: str | None, yes: bool) -> int:
    """Show the chapters, what you have solved and how well, and what to do next.

    A scenario has three stars: one for solving it, one for doing so without a hint, and one for no wrong
    answer and, where operations are counted, no more of them than it takes.  Your best go counts.
    """
    from mmtui.report.standing import standing_lines, standing_of, standing_record

    heads = heads_in(settings.load_catalog())
    with settings.open_progress() as progress:
        if reset is not None:
            return _reset(progress, reset, heads, yes=yes)
        standing = standing_of(heads, progress.games(), progress.begun())
    if as_json:
        write_json({"schema": SCHEMA, **standing_record(standing)})
        return 0
    _write(standing, standing_lines, settings)
    return 0


def _write(standing: Standing, lines: Any, settings: Settings) -> None:
    for text in lines(standing):
        write(painted(text, settings.coloured))


def _reset(progress: Progress, name: str, heads: list[Head], *, yes: bool) -> int:
    if name not in {head.id for head in heads} and not progress.answers(name):
        raise UsageError(
            f"there is no scenario {name!r} and no answer to one; mmtui list shows what there is"
        )
    if not yes and not click.confirm(f"Begin {name} anew?  Your stars for it are taken away.", err=True):
        note("nothing was changed")
        return 1
    progress.record_reset(name)
    note(f"{name} begins anew; what you answered before is kept in the record, and counts no more")
    return 0
