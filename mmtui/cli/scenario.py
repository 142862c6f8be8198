"""``mmtui scenario``: what authors of scenarios need."""

from __future__ import annotations

import click

from mmtui.cli.lazy import Later, LazyGroup


@click.group(
    cls=LazyGroup,
    later={"check": Later("mmtui.cli.scenario_check", "Check scenario files: their form, then their run.")},
    examples=("mmtui scenario check mine.mmtui.toml", "mmtui scenario check scenarios/"),
)
def command() -> None:
    """Check scenario files."""
