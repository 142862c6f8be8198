"""``mmtui SCENARIO``: the game on the screen, at a scenario."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmtui.cli.course import complete, find_scenario, is_path
from mmtui.cli.game import need_terminal, shown, shown_drill
from mmtui.cli.lazy import Command
from mmtui.cli.settings import Settings
from mmtui.errors import UsageError
from mmtui.practice.numbers import number_in

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.practice.numbers import Number


@click.command(
    cls=Command,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    examples=(
        "mmtui last-unmap-doublemap",
        "mmtui mine.mmtui.toml --scheme large-mapcount",
        "mmtui practice-3-2-7",
    ),
)
@click.argument("scenario", metavar="", shell_complete=complete)
@click.option("--scheme", metavar="S", help="The scheme to look through.")
@click.pass_context
def command(context: click.Context, scenario: str, scheme: str | None) -> int:
    """Open the game at a scenario, given by its id or by its file, or at a problem of `mmtui practice`."""
    from mmtui.cli.root import COMMANDS

    settings: Settings = context.obj
    catalog = cache(settings.quiet_catalog)
    number = number_in(scenario)
    path = find_scenario(scenario, catalog, COMMANDS) if number is None else None
    # only now: of an unknown command it would be wrong to say that it has no such option
    for word in context.args:
        if word.startswith("-"):
            raise click.NoSuchOption(word, ctx=context)
        raise click.UsageError(f"unexpected word {word!r}", context)
    if number is not None:
        return _practice(settings, number, scheme)
    assert path is not None, "it is a scenario"
    need_terminal(scenario)
    if scheme or is_path(scenario):
        _refuse(path, catalog(), scheme)
    return shown(settings, catalog, path, scheme)


def _practice(settings: Settings, number: Number, scheme: str | None) -> int:
    from mmtui.practice.drill import drill_of
    from mmtui.practice.numbers import known

    if scheme:
        raise UsageError(f"--scheme is for scenarios; of {number} another is looked through with key s")
    known(number.chapter, number.level)
    need_terminal(str(number))
    return shown_drill(settings, drill_of(number))


def _refuse(path: Path, catalog: Catalog, scheme: str | None) -> None:
    # what the screen would show as a refusal is said before it opens, with the exit code that it has; our
    # own scenarios under their own schemes are tested, and need not wait for that
    from mmtui.game.check import opened
    from mmtui.game.session import Session

    with redirect_stdout(sys.stderr):
        Session.begin(opened(path, catalog), scheme or "")
