"""``mmtui live run``: a script in real processes, every state of it printed."""

from __future__ import annotations

from contextlib import closing

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import flush, note, write, write_json
from mmtui.cli.settings import Settings

_ADVISED = "this machine makes huge pages where it is asked to: private anonymous maps are mapped with thp=on"


@click.command(
    "run",
    cls=Command,
    examples=(
        "sudo mmtui live run fork.ops",
        "sudo mmtui live run --json fork.ops > fork.jsonl",
    ),
)
@click.argument("script", metavar="SCRIPT.ops|-", type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="The records that recordings of real kernels have.")
@click.pass_obj
def command(settings: Settings, script: str, as_json: bool) -> int:
    """Do a script in real processes and print every state.

    That is what /proc says after each operation; what no process can see is left out.  Ends with 2 where
    that is not shown to us, and 3 for a line that cannot be read or done.
    """
    from mmtui.live.machine import check_right, described

    check_right()
    from mmtui.cli.live_script import read_live_script
    from mmtui.live.running import running
    from mmtui.live.text import Lines

    name, source, ops = read_live_script(script)
    for line in described():
        note(line)
    lines = Lines()
    with closing(running(name, ops, source)) as states:
        for records in states:
            if records[0].get("advised"):
                note(_ADVISED)
            for record in records if as_json else ():
                write_json(record)
            for line in () if as_json or records[0]["t"] == "begin" else lines.of(records):
                write(line)
            flush()
    return 0
