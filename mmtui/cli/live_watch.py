"""``mmtui live watch``: the folios of a process that runs."""

from __future__ import annotations

import shutil
import sys
import time

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import flush, note, write, write_json
from mmtui.cli.settings import Settings

_SECONDS = 1.0
_CLEAR = "\x1b[H\x1b[2J"


@click.command(
    "watch",
    cls=Command,
    examples=(
        "sudo mmtui live watch 4711",
        "sudo mmtui live watch 4711 --once",
        "sudo mmtui live watch 4711 --json | jq '.vmas[].folios[]'",
    ),
)
@click.argument("pid", metavar="PID", type=click.IntRange(1))
@click.option("--once", is_flag=True, help="Look once, as where stdout is no terminal.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object; looks once.")
@click.pass_obj
def command(settings: Settings, pid: int, once: bool, as_json: bool) -> int:
    """Show the VMAs of a process and the large folios that they map.

    On a terminal it looks again every second, until Ctrl+C.  The process is only looked at.
    """
    from mmtui.live.machine import check_right, described

    check_right()
    from mmtui.live.frames import Frames
    from mmtui.live.watched import Watched, lines, record

    with Frames() as frames:
        watched = Watched(pid, frames)
        if once or as_json or not sys.stdout.isatty():
            for line in described():
                note(line)
            vmas = watched.now()
            if as_json:
                write_json(record(pid, vmas))
            for line in () if as_json else lines(pid, vmas):
                write(line)
            return 0
        while True:
            columns, rows = shutil.get_terminal_size()
            found = list(lines(pid, watched.now()))
            more = [f"and {len(found) - rows + 2} more lines; --once shows all"] * (len(found) > rows - 1)
            shown = found[: rows - 1 - len(more)] + more
            write(_CLEAR + "\n".join(line[:columns] for line in shown))
            flush()
            time.sleep(_SECONDS)
