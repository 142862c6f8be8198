"""``mmtui scenario``: what authors of scenarios need."""

from __future__ import annotations

import click

from mmtui.cli.lazy import Later, LazyGroup


@click.group(
    cls=LazyGroup,
    later={
        "check": Later("mmtui.cli.scenario_check", "Check scenario files: their form and their run."),
        "schema": Later("mmtui.cli.scenario_schema", "Print the JSON Schema of scenario files."),
    },
    examples=(
        "mmtui scenario check mine.mmtui.toml",
        "mmtui scenario check scenarios/",
        "mmtui scenario schema > scenario-1.schema.json",
    ),
)
def command() -> None:
    """Check scenario files, and help editors with them."""
