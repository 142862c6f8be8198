"""``mmtui import``: what was answered on another machine, beside what was answered here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import note
from mmtui.cli.settings import Settings
from mmtui.counted import counted
from mmtui.errors import MmtuiError, UsageError

_MOST = 64 << 20
_INVALID = 3


@click.command("import", cls=Command, examples=("mmtui import mine.json", "mmtui import -"))
@click.argument("file", metavar="FILE|-")
@click.pass_obj
def command(settings: Settings, file: str) -> int:
    """Add what another record has to yours; nothing is lost, and nothing is added twice."""
    text = _read(file)
    with settings.open_progress() as progress:
        try:
            rows, new = progress.merged(text)
        except MmtuiError as error:
            note(f"mmtui: {file}: {error}")
            return _INVALID
    note(f"{counted(rows, 'row')} read, {new} new")
    return 0


def _read(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read(_MOST + 1)
        with Path(file).open(encoding="utf-8") as source:
            return source.read(_MOST + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{file} cannot be read: {reason}") from None
