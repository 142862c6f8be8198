"""``mmtui export`` and ``mmtui import``: the player's record, from one machine to another."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import note
from mmtui.cli.settings import Settings
from mmtui.counted import counted
from mmtui.errors import UsageError


@click.command(
    "export", cls=Command, examples=("mmtui export mine.json", "mmtui export - | ssh other mmtui import -")
)
@click.argument("file", metavar="FILE|-")
@click.pass_obj
def command(settings: Settings, file: str) -> int:
    """Write everything that you have answered and solved into a file.

    A file that is there already is not overwritten.
    """
    from mmtui.progress.transfer import dumped

    with settings.open_progress() as progress:
        record = progress.exported()
    text = dumped(record)
    if file == "-":
        sys.stdout.write(text)
    else:
        _create(Path(file), text)
    note(f"{counted(len(record['answer']), 'answer')} written")
    return 0


def _create(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already; name another file") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
