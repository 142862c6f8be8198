"""What ``mmtui race`` prints: how far a search is, the verdicts, and a race to be run again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic

from mmtui.cli.output import note, painted, write, write_json
from mmtui.counted import counted
from mmtui.errors import UsageError
from mmtui.race.battery import BATTERY
from mmtui.race.files import race_text
from mmtui.race.verdict import Verdict
from mmtui.report.races import move_lines, overall, race_lines, record, verdict_line

_SECOND = 1.0
"""Between two lines that tell how far a search is."""


def write_list() -> None:
    """Write every race that has a name, with what its CPUs do."""
    for race in BATTERY:
        write(f"{race.name:18} {race.about}")
        for cpu, text in zip("abc", race.cpus, strict=False):
            write(f"{'':18}   {cpu}: {text}")


def progress_of(name: str) -> Callable[[int, int], None]:
    """Return what a search tells how far it is: a line on stderr, if somebody can see it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return lambda states, switches: None
    shown = monotonic()

    def tell(states: int, switches: int) -> None:
        nonlocal shown
        if monotonic() - shown > _SECOND:
            shown = monotonic()
            print(f"\r{name}: {counted(states, 'state')}\033[K", end="\r", file=sys.stderr, flush=True)

    return tell


def write_verdicts(scheme: str, verdicts: list[Verdict], *, locks: bool, coloured: bool) -> None:
    """Write the verdict on a scheme, then what each race came to, step by step."""
    write(painted(verdict_line(scheme, verdicts), coloured))
    for verdict in verdicts:
        for text in (*race_lines(verdict), *move_lines(verdict, locks=locks)):
            write(painted(text, coloured))


def write_records(scheme: str, verdicts: list[Verdict]) -> None:
    """Write the same as JSON objects, the verdict on the scheme last."""
    for verdict in verdicts:
        write_json(record(scheme, verdict))
    write_json({"t": "verdict", "schema": 1, "scheme": scheme, "outcome": overall(verdicts)})


def save(path: str, scheme: str, verdicts: list[Verdict], conditions: tuple[str, ...]) -> None:
    """Write the first race that breaks the scheme, and say how to run it again, under the same conditions.

    Raises ``UsageError`` where the file cannot be written.
    """
    broken = next((verdict for verdict in verdicts if verdict.schedule), None)
    if broken is None:
        note("mmtui: no schedule breaks the scheme, so nothing is saved")
        return
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(race_text(broken.race, broken.schedule))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    note(f"mmtui: saved; run it again with {' '.join(('mmtui race', scheme, '--file', path, *conditions))}")
