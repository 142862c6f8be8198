"""``mmtui list``: the course, and where the player is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from mmtui.cli.course import heads_in
from mmtui.cli.lazy import Command
from mmtui.cli.output import SCHEMA, note, painted, write, write_json
from mmtui.cli.settings import Settings

if TYPE_CHECKING:
    from mmtui.report.course import Chapter
    from mmtui.report.text import Line
    from mmtui.scenario import Head


@click.command(
    "list",
    cls=Command,
    examples=(
        "mmtui list",
        "mmtui list --json",
        "mmtui list --json | jq -r 'select(.solved | not) | .id'",
    ),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each scenario.")
@click.pass_obj
def command(settings: Settings, as_json: bool) -> int:
    """List the scenarios, and which of them you have solved."""
    from mmtui.report.course import chapters_of

    chapters = chapters_of(heads_in(settings.load_catalog()))
    heads = [head for chapter in chapters for head in chapter.heads]
    solved = _solved(settings)
    if as_json:
        for head in heads:
            write_json(_record(head, head.id in solved))
    else:
        for text in _lines(chapters, solved):
            write(painted(text, settings.coloured))
    note(f"{sum(head.id in solved for head in heads)} of {len(heads)} solved")
    return 0


def _solved(settings: Settings) -> Mapping[str, object]:
    from mmtui.progress import progress_path

    if not progress_path().exists():  # nobody has played; looking is no reason to make a file
        return {}
    with settings.open_progress() as progress:
        return progress.solved()


def _record(head: Head, solved: bool) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "id": head.id,
        "title": head.title,
        "chapter": head.chapter,
        "solved": solved,
        "kinds": list(head.kinds),
        "minutes": head.minutes,
        "difficulty": head.difficulty,
        "teaches": head.teaches,
        "path": str(head.path),
        "problem": head.problem,
    }


def _lines(chapters: tuple[Chapter, ...], solved: Mapping[str, object]) -> Iterator[Line]:
    from mmtui.report.text import Role, Span, line

    room = max((len(head.id) for chapter in chapters for head in chapter.heads), default=0)
    for chapter in chapters:
        number = "" if chapter.number is None else f"{chapter.number}  "
        yield line(Span(f"{number}{chapter.title}", Role.HEAD))
        for head in chapter.heads:
            done = head.id in solved
            state = Span("solved" if done else "open  ", Role.NEW if done else Role.DIM)
            yield line("  ", state, f"  {head.id:<{room}}  {head.title}", Span(f"  {_about(head)}", Role.DIM))
            if head.problem:
                yield line(Span(f"    ! {head.problem}", Role.WRONG))


def _about(head: Head) -> str:
    minutes = f"{head.minutes} min" if head.minutes else ""
    return ", ".join(part for part in (*head.kinds, minutes) if part)
