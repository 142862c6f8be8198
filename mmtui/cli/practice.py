"""``mmtui practice``: problems without end, on the screen or as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mmtui.cli.game import can_show, shown_drill
from mmtui.cli.lazy import Command
from mmtui.cli.output import note, write
from mmtui.cli.play import lines_of_stdin
from mmtui.cli.settings import Settings

if TYPE_CHECKING:
    from mmtui.practice.drill import Drill


@click.command(
    "practice",
    cls=Command,
    examples=(
        "mmtui practice 3",
        "mmtui practice 7 --level 4",
        "mmtui practice 3 --level 2 --seed 7",
    ),
)
@click.argument("chapter", type=click.IntRange(0, 99), default=1, metavar="[CHAPTER]")
@click.option("--level", type=click.IntRange(1, 5), help="How hard; by default it rises with your streak.")
@click.option("--seed", type=click.IntRange(0, 10**12 - 1), help="Which problem, and only that one.")
@click.option("--plain", is_flag=True, help="As lines of text, also on a terminal.")
@click.pass_obj
def command(settings: Settings, chapter: int, level: int | None, seed: int | None, plain: bool) -> int:
    """Solve problems that are drawn at random, one after the other, until you quit.

    On a terminal it opens the screen; elsewhere each line that is read is an answer or a command.  The same
    chapter, level and seed are the same problem on every machine and in every release.  Three in a row
    without a wrong answer, and the next is a level higher.  As lines of text it ends with 0 if the last one
    that was begun is solved, with 1 if not.
    """
    from mmtui.practice.drill import Drill
    from mmtui.practice.numbers import known

    known(chapter, level)
    drill = Drill(chapter, level, seed)
    if not plain and can_show():
        return shown_drill(settings, drill)
    return _played(settings, drill)


def _played(settings: Settings, drill: Drill) -> int:
    from mmtui.game.session import Session
    from mmtui.plain.diary import Diary
    from mmtui.plain.game import play
    from mmtui.practice.problem import problem

    catalog, lines = settings.load_catalog(), lines_of_stdin()
    with settings.open_progress() as progress:
        while True:
            number = drill.upcoming(progress)
            session = Session.begin(problem(number, catalog))
            code = play(session, lines, write, Diary(progress, note), to_the_end=False)
            note(f"{number}: {drill.standing(progress)}")
            if code or drill.seed is not None:
                return code
