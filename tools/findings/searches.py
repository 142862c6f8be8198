"""The tables of `mmtui check` and `mmtui race`: every scheme that ships, with the default options."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from mmtui.catalog import find_sources, load_catalog
from tools.findings.commands import Ended, Run
from tools.findings.markdown import code, steps, table

VERDICTS = {0: "holds", 1: "broken", 5: "unfinished"}


def schemes() -> tuple[str, ...]:
    """Return the names of the schemes that ship."""
    return tuple(load_catalog(find_sources(safe_mode=True)).schemes)


def checked(run: Run) -> str:
    """Return the table of every scheme's search through operations."""
    lines = [f"mmtui check {name}" for name in schemes()] + ["mmtui check double-map --with migrate"]
    rows = [_check_row(line, run(f"{line} --json")) for line in lines]
    return table(("command", "verdict", "covered", "CPU s", "shortest run"), rows)


def _check_row(line: str, ended: Ended) -> tuple[str, ...]:
    verdict = json.loads(ended.out)
    assert VERDICTS[ended.code] == verdict["outcome"], line
    states = sum(each["states"] for each in verdict["covered"])
    done = sum(each["transitions"] for each in verdict["covered"])
    covered = f"{states:,} states, {done:,} operations"
    return code(line), verdict["outcome"], covered, f"{ended.seconds:.0f}", found(verdict)


def found(verdict: dict[str, Any]) -> str:
    """Return the shortest run that `check --json` has found, and what is wrong at its end."""
    example = verdict.get("counterexample")
    return f"{steps(example['ops'])}: {plain(example['text'])}" if example else "-"


def plain(text: str) -> str:
    """Return words that a table can hold."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;")


def raced(run: Run) -> str:
    """Return the table of every scheme's races."""
    return table(
        ("command", "verdict", "CPU s", "races that break it, with the schedule"),
        [_race_row(name, run(f"mmtui race {name} --json")) for name in schemes()],
    )


def _race_row(name: str, ended: Ended) -> tuple[str, ...]:
    races = [record for line in ended.out.splitlines() if (record := json.loads(line))["t"] == "race"]
    broken = [race for race in races if race["outcome"] == "broken"]
    verdict = VERDICTS[ended.code] + (f" in {len(broken)} of {len(races)} races" if broken else "")
    return code(f"mmtui race {name}"), verdict, f"{ended.seconds:.0f}", "<br>".join(_broken(broken)) or "-"


def _broken(races: list[dict[str, Any]]) -> Iterator[str]:
    for race in races:
        often = f"{race['broken_schedules']:,} of {race['schedules']:,}" if race["schedules"] else "?"
        reason = plain(race["reasons"][0])
        yield f"{code(race['race'])} ({often}): {reason}; {code(race['schedule'])}"
