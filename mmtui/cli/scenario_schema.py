"""``mmtui scenario schema``: what an editor must know to help with scenario files."""

from __future__ import annotations

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import write


@click.command(
    "schema",
    cls=Command,
    examples=(
        "mmtui scenario schema > scenario-1.schema.json",
        "mmtui scenario schema | jq '.properties | keys'",
    ),
)
def command() -> int:
    """Print the JSON Schema of scenario files.

    Editors that know Taplo or Even Better TOML look for the file that the first line of a
    scenario names, `#:schema scenario-1.schema.json`, beside the scenario.
    """
    from mmtui.scenario.json_schema import schema_text

    write(schema_text().removesuffix("\n"))
    return 0
