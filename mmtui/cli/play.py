"""``mmtui play``: a scenario as lines of text on stdin and stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from mmtui.cli.course import complete, trial_of
from mmtui.cli.lazy import Command
from mmtui.cli.output import flush, note, write
from mmtui.cli.settings import Settings

_LONGEST = 4_096


@click.command(
    "play",
    cls=Command,
    examples=(
        "mmtui play last-unmap-doublemap",
        "mmtui play mine.mmtui.toml --scheme large-mapcount",
        "printf '1\\nA munmap r 3 4\\n' | mmtui play last-unmap-doublemap",
    ),
)
@click.argument("scenario", metavar="ID|FILE", shell_complete=complete)
@click.option("--scheme", metavar="S", default="", help="The scheme to look through.")
@click.pass_obj
def command(settings: Settings, scenario: str, scheme: str) -> int:
    """Play a scenario as plain text, for pipes and screen readers.

    It is the same game, with the same record: one line in is a command or an answer, and one line out
    says one thing.  It goes on at the first question that the record has no answer to; the command restart
    begins anew.  Ends with 0 if the scenario is solved, with 1 if not.
    """
    from mmtui.game.session import Session
    from mmtui.plain.diary import Diary
    from mmtui.plain.game import play
    from mmtui.plain.resume import resumed

    catalog = settings.load_catalog()
    session = Session.begin(trial_of(scenario, catalog), scheme)
    with settings.open_progress() as progress:
        begins = resumed(session, progress)
        again = "  Type restart to start over." if begins.session.step else ""
        return play(
            begins.session, lines_of_stdin(), write, Diary(progress, note), notice=f"{begins.notice}{again}"
        )


def lines_of_stdin() -> Iterator[str]:
    """Yield what the player types, after a prompt if somebody sits there."""
    if sys.stdin is None:
        return
    asks = sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()
    while True:
        if asks:  # a prompt is no data
            sys.stdout.write("> ")
        flush()
        line = sys.stdin.readline(_LONGEST)
        if not line:
            break
        yield line
    if asks:
        write()  # the shell's prompt begins on a line of its own
