"""``mmtui race``: every interleaving of CPUs on one folio, and the one that breaks a scheme."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import note, painted, write, write_json
from mmtui.cli.settings import Settings
from mmtui.errors import UsageError

if TYPE_CHECKING:
    from mmtui.race.battery import Race
    from mmtui.race.verdict import Options, Verdict

_CODES = {"holds": 0, "broken": 1, "unfinished": 5}
_INTERRUPTED = 130
_SECOND = 1.0
"""Between two lines that tell how far a search is."""


class Asked(NamedTuple):
    """What the command line asks for."""

    race: tuple[str, ...]
    setup: str | None
    cpu: tuple[str, ...]
    file: str | None
    pages_per_pmd: int
    kernel: str | None
    without_lock: tuple[str, ...]
    swapped: bool
    replay: str | None
    states: int
    time: float
    locks: bool
    save: str | None
    json: bool


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
    write, splitpmd, fork or exit, or `reclaim`, or `ask QUESTION`; with `locked` at its end the folio is
    locked.  It ends with 0 if the scheme holds, with 1 if it is broken, with 5 if a bound was reached, with
    130 if you interrupt it; then it says what was covered.
    """
    if scheme == "list":
        return _list()
    from mmtui.race.perform import lock_kinds
    from mmtui.race.verdict import Options
    from mmtui.report.races import overall

    asked = Asked(**{**options, "pages_per_pmd": int(options["pages_per_pmd"])})
    races, saved = _races(asked)
    schedule = asked.replay or saved
    if schedule and len(races) != 1:
        raise UsageError("a schedule belongs to one race; name it with --race")
    how = Options(asked.swapped, lock_kinds(asked.without_lock), asked.states, asked.time)
    verdicts = _verdicts(settings, scheme, asked.kernel, races, how, schedule)
    _print(scheme, verdicts, settings, asked)
    if asked.save is not None:
        _save(asked.save, scheme, verdicts)
    return _INTERRUPTED if verdicts[-1].interrupted else _CODES[overall(verdicts)]


def _list() -> int:
    from mmtui.race.battery import BATTERY

    for race in BATTERY:
        write(f"{race.name:18} {race.about}")
        for cpu, text in zip("abc", race.cpus, strict=False):
            write(f"{'':18}   {cpu}: {text}")
    return 0


def _races(asked: Asked) -> tuple[tuple[Race, ...], str]:
    from mmtui.cli.script import read_text
    from mmtui.race.battery import BATTERY, Race, race_named
    from mmtui.race.files import parse_race

    if asked.file is not None:
        name, source, text = read_text(asked.file)
        race, schedule = parse_race(text, source, name)
        return (race,), schedule
    if asked.setup is not None and asked.cpu:
        setup = read_text(asked.setup)[2]
        return (Race("own", f"after {asked.setup}", setup, asked.cpu, asked.pages_per_pmd),), ""
    if asked.setup is not None or asked.cpu:
        raise UsageError("a race of your own needs --setup FILE.ops and a --cpu for each CPU")
    known = ", ".join(race.name for race in BATTERY)
    races = []
    for name in asked.race:
        found = race_named(name)
        if found is None:
            raise UsageError(f"no race is called {name!r}; known are {known}")
        races.append(found)
    return tuple(races) or BATTERY, ""


def _verdicts(
    settings: Settings,
    name: str,
    kernel: str | None,
    races: tuple[Race, ...],
    options: Options,
    schedule: str,
) -> list[Verdict]:
    from mmtui.kernel.profile import kernel_with, profile_of
    from mmtui.race.verdict import Arena

    scheme = settings.load_catalog().scheme(name)
    profile, verdicts = profile_of(kernel or kernel_with(name)), []
    for race in races:
        arena = Arena(scheme, profile, race, options)
        verdicts.append(arena.replayed(schedule) if schedule else arena.decided(_progress(race.name)))
        if verdicts[-1].interrupted:
            break
    return verdicts


def _progress(name: str) -> Any:
    # a line on stderr while a long search runs, if somebody can see it
    if sys.stderr is None or not sys.stderr.isatty():
        return lambda states, switches: None
    shown = monotonic()

    def tell(states: int, switches: int) -> None:
        nonlocal shown
        if monotonic() - shown > _SECOND:
            shown = monotonic()
            print(f"\r{name}: {states:,} states\033[K", end="\r", file=sys.stderr, flush=True)

    return tell


def _print(scheme: str, verdicts: list[Verdict], settings: Settings, asked: Asked) -> None:
    from mmtui.report.races import move_lines, overall, race_lines, record, verdict_line

    if asked.json:
        for verdict in verdicts:
            write_json(record(scheme, verdict))
        write_json({"t": "verdict", "schema": 1, "scheme": scheme, "outcome": overall(verdicts)})
        return
    write(painted(verdict_line(scheme, verdicts), settings.coloured))
    for verdict in verdicts:
        for text in (*race_lines(verdict), *move_lines(verdict, locks=asked.locks)):
            write(painted(text, settings.coloured))


def _save(path: str, scheme: str, verdicts: list[Verdict]) -> None:
    from mmtui.race.files import race_text

    broken = next((verdict for verdict in verdicts if verdict.schedule), None)
    if broken is None:
        note("mmtui: no schedule breaks the scheme, so nothing is saved")
        return
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(race_text(broken.race, broken.schedule))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    note(f"mmtui: saved; run it again with mmtui race {scheme} --file {path}")
