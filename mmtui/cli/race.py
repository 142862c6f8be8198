"""``mmtui race``: every interleaving of CPUs on one folio, and the one that breaks a scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import check_writable
from mmtui.cli.settings import Settings

if TYPE_CHECKING:
    from mmtui.cli.race_asked import Asked
    from mmtui.race.verdict import Verdict

_CODES = {"holds": 0, "broken": 1, "unfinished": 5}
_INTERRUPTED = 130


@click.command(
    "race",
    cls=Command,
    examples=(
        "mmtui race vma-count",
        "mmtui race vma-count --race two-tables --replay abbbaa",
        "mmtui race vma-count --race two-tables-map --without-lock folio_lock",
        "mmtui race double-map --setup fork.ops --cpu 'A splitpmd r' --cpu 'ask folio-mapcount'",
        "mmtui race nr-pages-mapped --race unmap-map-pmd --save drift.race",
        "mmtui race mm-owners --file drift.race --json",
        "mmtui race list",
    ),
)
@click.argument("scheme", metavar="SCHEME|list")
@click.option("--race", metavar="NAME", multiple=True, help="Only this race; can be given again.")
@click.option("--setup", metavar="FILE.ops|-", help="Operations before a race of your own.")
@click.option("--cpu", metavar="OPS", multiple=True, help="What a CPU does, ';' between operations.")
@click.option("--file", metavar="FILE", help="A race in a file, as --save writes it, with its schedule.")
@click.option(
    "--pages-per-pmd",
    type=click.Choice(["2", "4", "8", "16"]),
    default="4",
    show_default=True,
    help="How many pages a PMD maps in a race of your own.",
)
@click.option("--kernel", metavar="K", help="The kernel before the race; by default one that has the scheme.")
@click.option("--without-lock", metavar="LOCK", multiple=True, help="Nobody takes this kind of lock.")
@click.option("--swapped", is_flag=True, help="Count maps after their entry is set, unmaps before it goes.")
@click.option("--references-first", is_flag=True, help="Give references back before unmaps are counted.")
@click.option("--replay", metavar="SCHEDULE", help="Run one schedule, as 'abbbaa', and show every step.")
@click.option("--states", type=click.IntRange(1), default=5_000_000, show_default=True, help="A bound.")
@click.option(
    "--time",
    type=click.FloatRange(min=0, min_open=True),
    default=600.0,
    show_default=True,
    help="Seconds for one race.",
)
@click.option("--locks", is_flag=True, help="Show the steps of locks too.")
@click.option("--save", metavar="FILE", help="Write the first race that breaks the scheme, and its schedule.")
@click.option("--json", is_flag=True, help="One object for each race, and the verdict.")
@click.pass_obj
def command(settings: Settings, /, scheme: str, **options: Any) -> int:
    """Let CPUs race on a folio in every order of their steps.

    It finds the order that breaks a scheme, if there is one.  Each access to a counter is a step, and so
    is each change of entries; locks are taken as the kernel takes them: mmap_lock, ptl, pmd_lock,
    folio_lock.  Orders with few context switches come first.  A CPU does PROCESS dontneed, munmap, read,
    write, reuse, splitpmd, fork or exit, or `reclaim`, or `ask QUESTION`; with `locked` at its end the folio
    is locked.  It ends with 0 if the scheme holds, with 1 if it is broken, with 5 if a bound was reached,
    with 130 if you interrupt it; then it says what was covered.
    """
    from mmtui.cli.race_asked import Asked
    from mmtui.cli.race_shown import save, write_list, write_records, write_verdicts
    from mmtui.report.races import overall

    if scheme == "list":
        write_list()
        return 0
    asked = Asked(**{**options, "pages_per_pmd": int(options["pages_per_pmd"])})
    if asked.save is not None:
        check_writable(asked.save)
    verdicts = _verdicts(settings, scheme, asked)
    if asked.json:
        write_records(scheme, verdicts)
    else:
        write_verdicts(scheme, verdicts, locks=asked.locks, coloured=settings.coloured)
    if asked.save is not None:
        save(asked.save, scheme, verdicts, asked.conditions)
    return _INTERRUPTED if verdicts[-1].interrupted else _CODES[overall(verdicts)]


def _verdicts(settings: Settings, name: str, asked: Asked) -> list[Verdict]:
    from mmtui.cli.named import scheme_named
    from mmtui.cli.output import note
    from mmtui.cli.race_shown import progress_of
    from mmtui.kernel.profile import kernel_with, profile_of

    scheme, (races, schedule) = scheme_named(settings.load_catalog(), name), asked.races()
    profile, verdicts = profile_of(asked.kernel or kernel_with(name)), []
    for race in races:
        arena = asked.arena(scheme, profile, race)
        if arena.unanswered:
            note(f"mmtui: {name} {arena.unanswered}, so no answer is tested in {race.name}")
        verdicts.append(arena.replayed(schedule) if schedule else arena.decided(progress_of(race.name)))
        if verdicts[-1].interrupted:
            break
    return verdicts
