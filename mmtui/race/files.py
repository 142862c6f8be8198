"""A race in a file: operations before it, what each CPU does, and a schedule to run.

# two threads, one folio across two page tables
pages-per-pmd: 4
proc A
...
a: A dontneed r 0 2
b: A dontneed r 2 4
schedule: abbbaa
"""

from __future__ import annotations

import re

from mmtui.errors import ScriptError, UsageError
from mmtui.race.battery import Race
from mmtui.race.tasks import ops_in

_CPU = re.compile(r"([a-h]):\s*(.*)")
_SCHEDULE = re.compile(r"schedule:\s*([a-h]*)")
_PAGES = re.compile(r"pages-per-pmd:\s*([0-9]{1,3})")


def parse_race(text: str, source: str, name: str) -> tuple[Race, str]:
    """Return the race in a file, and its schedule, which is empty if it has none.

    Raises ``ScriptError`` with the line for what cannot be read.
    """
    setup: list[str] = []
    cpus: dict[str, str] = {}
    schedule, pages = "", 4
    for number, line in enumerate(text.split("\n"), 1):
        words = line.partition("#")[0].strip()
        setup.append("")  # so that every operation keeps its line
        if found := _CPU.fullmatch(words):
            if found[1] != (expected := chr(ord("a") + len(cpus))):
                raise ScriptError(f"the next CPU is {expected}, not {found[1]}", source=source, line=number)
            cpus[found[1]] = found[2]
            _check_ops(found[1], found[2], source, number)
        elif found := _SCHEDULE.fullmatch(words):
            schedule = found[1]
        elif found := _PAGES.fullmatch(words):
            pages = int(found[1])
        else:
            setup[-1] = line
    if not cpus:
        raise ScriptError("no CPU does anything; write 'a: A dontneed r 0 2'", source=source)
    return Race(name, _about(text), "\n".join(setup), tuple(cpus.values()), pages, source), schedule


def _check_ops(cpu: str, text: str, source: str, line: int) -> None:
    try:
        ops_in(text, cpu)
    except UsageError as error:
        raise ScriptError(str(error), source=source, line=line) from None


def race_text(race: Race, schedule: str = "") -> str:
    """Return a race as a file has it, without other comments; ``parse_race()`` reads it again."""
    lines = [f"# {race.about}", f"pages-per-pmd: {race.pages_per_pmd}", *race.setup.split("\n")]
    lines += [f"{chr(ord('a') + at)}: {text}" for at, text in enumerate(race.cpus)]
    lines += [f"schedule: {schedule}"] if schedule else []
    return "\n".join(line for at, line in enumerate(lines) if line and not (at and line[0] == "#")) + "\n"


def _about(text: str) -> str:
    return next((line.lstrip("# ").strip() for line in text.split("\n") if line.startswith("#")), "")
