"""``mmtui`` and ``mmtui SCENARIO``: the game on the screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmtui.cli.course import find_scenario
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
@click.argument("scenario", metavar="SCENARIO")
@click.option("--scheme", metavar="S", default="", help="The scheme to look through.")
@click.pass_context
def command(context: click.Context, scenario: str, scheme: str) -> int:
    """Open the game at a scenario, given by its id or by its file."""
    from mmtui.cli.root import COMMANDS

    settings: Settings = context.obj
    catalog = settings.load_catalog()
    path = find_scenario(scenario, catalog, COMMANDS)
    # only now: of an unknown command it would be wrong to say that it has no such option
    for word in context.args:
        raise click.NoSuchOption(word) if word.startswith("-") else click.UsageError(f"what is {word!r} for?")
    _need_terminal(scenario)
    return _shown(settings, catalog, path, scheme)


def open_game(settings: Settings) -> int:
    """Open the game where the player left it."""
    _need_terminal("ID")
    return _shown(settings, settings.load_catalog(), None, "")


def _need_terminal(scenario: str) -> None:
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError(
            "the game needs a terminal on stdin and stdout;"
            f" `mmtui play {scenario}` plays it as plain text, `mmtui list` shows the scenarios"
        )


def _shown(settings: Settings, catalog: Catalog, path: Path | None, scheme: str) -> int:
    _set_colours(settings.color)
    from mmtui.tui.app import run_app

    return run_app(catalog, settings.open_progress(), path, scheme)


def _set_colours(color: str) -> None:
    # Textual looks at this variable alone, and takes an empty one for set
    if color == "never":
        os.environ["NO_COLOR"] = "1"
    elif color == "always" or not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)
