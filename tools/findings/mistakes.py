"""The section of schemes with one thing wrong, which stand in docs/variants."""

from __future__ import annotations

import inspect
import json
from typing import Any, NamedTuple

from mmtui.catalog import Sources, bundled, load_catalog
from tools.findings.commands import ROOT, Run
from tools.findings.markdown import code, table
from tools.findings.searches import found, plain

FOLDER = ROOT / "docs" / "variants"
MMTUI = "mmtui --plugins-dir docs/variants"
ONLY_A_RACE = "Only a race shows it."


class Mistake(NamedTuple):
    """A scheme that is wrong in one thing."""

    name: str
    base: str
    """The built-in scheme that it is otherwise."""
    about: str
    races: bool
    """It is right as long as one CPU works at a time."""


def mistakes() -> tuple[Mistake, ...]:
    """Return what stands in the folder, by name; raise ``ValueError`` if a file there cannot be used."""
    catalog = load_catalog(Sources(bundled("plugins"), folders=(FOLDER,)))
    if catalog.errors:
        raise ValueError(str(catalog.errors[0]))
    made = (_mistake(offer.cls) for offer in catalog.schemes.values() if FOLDER.name in offer.origin)
    return tuple(sorted(made))


def _mistake(cls: Any) -> Mistake:
    about = " ".join((inspect.getdoc(cls) or "").split())
    return Mistake(cls.name, cls.__bases__[0].name, about, about.endswith(ONLY_A_RACE))


def variants(run: Run) -> str:
    """Return the table of the mistakes, each with the command that finds it and the shortest run."""
    rows = [_raced(each, run) if each.races else _checked(each, run) for each in mistakes()]
    return table(("scheme", "what is wrong", "command", "CPU s", "found by"), rows)


def _checked(mistake: Mistake, run: Run) -> tuple[str, ...]:
    line = f"{MMTUI} check {mistake.name}"
    ended = run(f"{line} --json")
    verdict = json.loads(ended.out)
    where = verdict["counterexample"]["machine"]
    by = f"machine {code(where)}: {found(verdict)}"
    return code(mistake.name), mistake.about, code(line), f"{ended.seconds:.0f}", by


def _raced(mistake: Mistake, run: Run) -> tuple[str, ...]:
    """The first race that breaks the scheme and not the one that it is made from."""
    line = f"{MMTUI} race {mistake.name}"
    ended = run(f"{line} --json")
    sound = {
        race["race"] for race in races(run(f"mmtui race {mistake.base} --json").out) if not race["reasons"]
    }
    race = next(race for race in races(ended.out) if race["reasons"] and race["race"] in sound)
    by = f"race {code(race['race'])}: {plain(race['reasons'][0])}; schedule {code(race['schedule'])}"
    return code(mistake.name), mistake.about, code(line), f"{ended.seconds:.0f}", by


def races(out: str) -> list[dict[str, Any]]:
    """Return the races in what `race --json` has printed."""
    return [record for line in out.splitlines() if (record := json.loads(line))["t"] == "race"]
