"""``mmtui sandbox``: a machine to do anything on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mmtui.cli.game import can_show, shown_session
from mmtui.cli.lazy import Command
from mmtui.cli.output import note, write
from mmtui.cli.play import lines_of_stdin
from mmtui.cli.settings import Settings

if TYPE_CHECKING:
    from mmtui.model.ops import Op


@click.command(
    "sandbox",
    cls=Command,
    examples=(
        "mmtui sandbox",
        "mmtui sandbox fork.ops --scheme mm-owners --kernel 6.18",
        "printf 'proc A\\nA mmap r anon 8\\nA write r\\nstate\\n' | mmtui sandbox",
    ),
)
@click.argument("script", required=False, metavar="[SCRIPT.ops]")
@click.option("--scheme", metavar="S", default="", help="Who counts; by default the kernel's own scheme.")
@click.option("--kernel", metavar="K", default="", help="The kernel; by default one that has the scheme.")
@click.option(
    "--pages-per-pmd",
    type=click.Choice(["4", "8", "16", "512"]),
    default="8",
    show_default=True,
    help="How many pages a PMD maps.",
)
@click.option("--plain", is_flag=True, help="As lines of text, also on a terminal.")
@click.pass_obj
def command(
    settings: Settings, script: str | None, scheme: str, kernel: str, pages_per_pmd: str, plain: bool
) -> int:
    """Do anything on a machine of your own, step by step, with undo.

    On a terminal it opens the screen; elsewhere each line that is read is an operation or a command. What a
    script has done can be undone as well.
    """
    from mmtui.cli.script import read_text
    from mmtui.game.sandbox import sandbox
    from mmtui.model.ops import parse_script
    from mmtui.plain.diary import Diary
    from mmtui.plain.game import play
    from mmtui.plain.resume import resumed

    ops: tuple[Op, ...] = ()
    if script is not None:
        _, source, text = read_text(script)
        ops = parse_script(text, source)
    session = sandbox(
        settings.load_catalog(), scheme=scheme, kernel=kernel, pages_per_pmd=int(pages_per_pmd), ops=ops
    )
    if not plain and can_show():
        return shown_session(settings, session)
    with settings.open_progress() as progress:
        play(resumed(session, progress).session, lines_of_stdin(), write, Diary(progress, note))
    return 0
