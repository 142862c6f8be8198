"""``mmtui SCENARIO``: the game on the screen, at a scenario."""

from __future__ import annotations

from functools import cache

import click

from mmtui.cli.course import complete, find_scenario
from mmtui.cli.game import need_terminal, shown
from mmtui.cli.lazy import Command
from mmtui.cli.settings import Settings


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
    need_terminal(scenario)
    return shown(settings, catalog, path, scheme)
