"""``mmtui live compare``: the model beside the kernel under us."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import click

from mmtui.cli.compared import CANNOT_BE_ASKED, Tally, write_compared
from mmtui.cli.lazy import Command
from mmtui.cli.output import note
from mmtui.cli.settings import Settings
from mmtui.errors import ScriptError, UsageError

if TYPE_CHECKING:
    from mmtui.model.ops import Op

    _Script: TypeAlias = tuple[str, str, tuple[Op, ...]]
    """A name, what errors begin with, and the operations."""


@click.command(
    "compare",
    cls=Command,
    examples=(
        "sudo mmtui live compare fork.ops",
        "sudo mmtui live compare --random 50 --seed 7",
    ),
)
@click.argument("scripts", metavar="[SCRIPT.ops|-]...", nargs=-1, type=click.Path(allow_dash=True))
@click.option(
    "--random", "count", metavar="N", type=click.IntRange(0, 100_000), default=0, help="Draw N scripts."
)
@click.option(
    "--seed", metavar="S", type=int, default=0, show_default=True, help="Of the first script drawn."
)
@click.option("--kernel", metavar="K", help="The kernel to behave like; by default the one nearest to this.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each script.")
@click.pass_obj
def command(
    settings: Settings, scripts: tuple[str, ...], count: int, seed: int, kernel: str | None, as_json: bool
) -> int:
    """Compare the model with the kernel under us.

    Scripts are done in both, and the first difference of each is shown.  Only what a process can see is
    compared.  Ends with 0 if all agree, 1 if one differs, and 5 if none differs but one asks for something
    that is not modelled or that this machine cannot be asked.
    """
    from mmtui.live.machine import build, check_right, described

    check_right()
    from mmtui.kernel.profile import profile_of
    from mmtui.live.versus import LEFT_OUT, compared_twice, nearest
    from mmtui.moment import Moment
    from mmtui.recording.compare import Outcome
    from mmtui.report.records import records

    if not scripts and not count:
        raise UsageError("nothing to compare: name a script, or ask for --random N")
    profile = profile_of(kernel) if kernel else nearest(build())
    first = Moment.first(settings.load_catalog().scheme(profile.scheme), profile)
    for line in (*described(), f"the model behaves like {profile.name}", LEFT_OUT):
        note(line)
    tally = Tally("script", CANNOT_BE_ASKED)
    with tally.told_when_interrupted():
        for read in _asked(scripts, count, seed):
            try:
                name, source, ops = read()
                skips = name == source  # drawn at random, and so not always sensible
                trace, compared = compared_twice(name, ops, first, records, source, skips=skips)
            except ScriptError as error:
                tally.refuse(error)
                continue
            tally.add(compared)
            if as_json or not count or compared.outcome is not Outcome.AGREES:
                write_compared(trace, compared, as_json)
    return tally.ended()


def _asked(scripts: tuple[str, ...], count: int, seed: int) -> Iterator[Callable[[], _Script]]:
    # to be read one by one, for one that is wrong must not end the others
    from mmtui.cli.live_script import read_live_script

    for script in scripts:
        yield partial(read_live_script, script)
    for each in range(seed, seed + count):
        yield partial(_drawn, each)


def _drawn(seed: int) -> _Script:
    from mmtui.live.random_scripts import random_script
    from mmtui.live.script import read_ops

    return f"seed-{seed}", f"seed-{seed}", read_ops("\n".join(random_script(seed)))
