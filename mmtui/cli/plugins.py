"""``mmtui plugins``."""

from __future__ import annotations

import click

from mmtui.cli.lazy import Later, LazyGroup

EXAMPLES = (
    "mmtui plugins list",
    "mmtui --plugins-dir ~/schemes plugins list",
    "mmtui plugins list --json | jq -r 'select(.ok | not) | .file'",
)


@click.group(
    cls=LazyGroup,
    later={"list": Later("mmtui.cli.plugins_list", "List every plugin that was found.")},
    examples=EXAMPLES,
)
def command() -> None:
    """Show what plugins offer, or why they cannot be used."""
