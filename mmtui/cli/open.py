"""``mmtui`` and ``mmtui SCENARIO``: the game on the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmtui.cli.course import complete, find_scenario
from mmtui.cli.lazy import Command
from mmtui.cli.settings import Settings
from mmtui.errors import UsageError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog


@click.command(
    cls=Command,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    examples=(
        "mmtui last-unmap-doublemap",
        "mmtui mine.mmtui.toml --scheme large-mapcount",
    ),
)
@click.argument("scenario", metavar="", shell_complete=complete)
@click.option("--scheme", metavar="S", help="The scheme to look through.")
@click.pass_context
def command(context: click.Context, scenario: str, scheme: str | None) -> int:
    """Open the game at a scenario, given by its id or by its file."""
    from mmtui.cli.root import COMMANDS

    settings: Settings = context.obj
    catalog = cache(settings.quiet_catalog)
    path = find_scenario(scenario, catalog, COMMANDS)
    # only now: of an unknown command it would be wrong to say that it has no such option
    for word in context.args:
        if word.startswith("-"):
            raise click.NoSuchOption(word, ctx=context)
        raise click.UsageError(f"unexpected word {word!r}", context)
    _need_terminal(scenario)
    return _shown(settings, catalog, path, scheme)


def open_game(settings: Settings) -> int:
    """Open the game at the course."""
    _need_terminal("ID")
    return _shown(settings, cache(settings.quiet_catalog), None, None)


def _need_terminal(scenario: str) -> None:
    streams = (sys.stdin, sys.stdout)
    if os.environ.get("TERM") == "dumb" or not all(stream and stream.isatty() for stream in streams):
        raise UsageError(
            "the game needs a terminal on stdin and stdout;"
            f" `mmtui play {scenario}` plays it as plain text, `mmtui list` shows the scenarios"
        )


def _shown(
    settings: Settings, catalog: Callable[[], Catalog], scenario: Path | None, scheme: str | None
) -> int:
    if settings.plugins_dirs:  # a wrong one is said here, where it can still be read
        settings.sources()
    _set_colours(settings.color)
    from mmtui.tui.app import run_app

    opened = settings.open_record()
    notices = [opened.notice] if opened.notice else []
    with opened.progress as progress:
        # plugins are loaded behind the first picture
        return run_app(catalog, progress=progress, scenario=scenario, scheme=scheme, notices=notices)


def _set_colours(color: str) -> None:
    # Textual looks at this variable alone, and takes an empty one for set
    if color == "never":
        os.environ["NO_COLOR"] = "1"
    elif color == "always" or not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)
