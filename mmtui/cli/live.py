"""``mmtui live``: the kernel that this runs on."""

from __future__ import annotations

import click

from mmtui.cli.lazy import Later, LazyGroup


@click.group(
    cls=LazyGroup,
    later={
        "run": Later("mmtui.cli.live_run", "Do a script in real processes and print every state."),
        "compare": Later("mmtui.cli.live_compare", "Compare the model with the kernel under us."),
        "watch": Later(
            "mmtui.cli.live_watch", "Show the VMAs of a process and the large folios that they map."
        ),
    },
    examples=(
        "sudo mmtui live run fork.ops",
        "sudo mmtui live compare fork.ops",
        "sudo mmtui live compare --random 50",
        "sudo mmtui live watch $$",
    ),
)
def command() -> None:
    """Run scripts on the kernel under us, and compare the model with it.

    It takes Linux, and root or CAP_SYS_ADMIN.

    A script runs in processes of its own, which end with the command; settings of the machine are changed
    only by 'set', and put back.
    """
