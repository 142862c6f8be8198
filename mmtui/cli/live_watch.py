"""``mmtui live watch``: the folios of a process that runs."""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import TYPE_CHECKING, NoReturn

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import flush, note, write, write_json
from mmtui.cli.settings import Settings

if TYPE_CHECKING:
    from mmtui.live.frames import Frames

_SECONDS = 1.0
_CLEAR = "\x1b[H\x1b[2J"


class _Pid(click.IntRange):
    name = "number of a process"


@click.command(
    "watch",
    cls=Command,
    examples=(
        "sudo mmtui live watch 4711",
        "sudo mmtui live watch 4711 --once",
        "sudo mmtui live watch 4711 --json | jq '.vmas[].folios[]'",
    ),
)
@click.argument("pid", metavar="PID", type=_Pid(1))
@click.option("--plain", is_flag=True, help="As text, again every second, until Ctrl+C.")
@click.option("--once", is_flag=True, help="Look once, as where stdout is no terminal.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object; looks once.")
@click.pass_obj
def command(settings: Settings, pid: int, plain: bool, once: bool, as_json: bool) -> int:
    """Show the VMAs of a process and the large folios that they map.

    On a terminal it opens panes that look again every second; with --plain, and where there is no terminal,
    it is text.  The process is only looked at.
    """
    from mmtui.live.machine import check_right

    check_right()
    from mmtui.live.frames import Frames

    with Frames() as frames:
        if once or as_json or not sys.stdout.isatty():
            return _looked_once(pid, frames, as_json)
        if plain or os.environ.get("TERM") == "dumb" or not sys.stdin.isatty():
            return _looked_again(pid, frames)
        return _shown(settings, pid, frames)


def _looked_once(pid: int, frames: Frames, as_json: bool) -> int:
    from mmtui.live.machine import described
    from mmtui.live.watched import Watched, lines, record

    for line in described():
        note(line)
    vmas = Watched(pid, frames).now()
    if as_json:
        write_json(record(pid, vmas))
    for line in () if as_json else lines(pid, vmas):
        write(line)
    return 0


def _looked_again(pid: int, frames: Frames) -> NoReturn:
    from mmtui.live.watched import Watched, lines

    watched = Watched(pid, frames)
    while True:
        columns, rows = shutil.get_terminal_size()
        found = list(lines(pid, watched.now()))
        more = [f"and {len(found) - rows + 2} more lines; --once shows all"] * (len(found) > rows - 1)
        shown = found[: rows - 1 - len(more)] + more
        write(_CLEAR + "\n".join(line[:columns] for line in shown))
        flush()
        time.sleep(_SECONDS)


def _shown(settings: Settings, pid: int, frames: Frames) -> int:
    from mmtui.cli.game import set_colours
    from mmtui.live.watching import ProcWatcher

    watcher = ProcWatcher(pid, frames)
    watcher.look(None)  # of a process that is not there it is said here, where it can be read
    set_colours(settings.color)
    from mmtui.tui.watch_app import run_watch

    return run_watch(pid, watcher)
