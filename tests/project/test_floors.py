"""Every module of mmtui has a floor: in the contracts of import-linter, and in the table that people read."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
MODULES = {
    path.stem
    for path in (ROOT / "mmtui").iterdir()
    if not path.name.startswith("_") and (path.is_dir() or path.suffix == ".py")
}


def layers() -> list[list[str]]:
    [floors] = [contract for contract in CONTRACTS if contract["type"] == "layers"]
    return [re.findall(r"mmtui\.(\w+)", layer) for layer in floors["layers"]]


def test_every_module_has_one_floor():
    named = [name for layer in layers() for name in layer if name != "__main__"]
    assert sorted(named) == sorted(MODULES)


def test_the_table_has_every_floor_from_the_top_down():
    text = (ROOT / "docs" / "architecture.md").read_text()
    table = text[text.index("| floor | what |") :].split("\n\n")[0].splitlines()[2:]
    named = [name for row in table for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(named) == sorted(MODULES)
    floor = {name: number for number, layer in enumerate(layers()) for name in layer}
    rows = [[floor[name] for name in re.findall(r"`(\w+)`", row.split("|")[1])] for row in table]
    assert all(max(above) <= min(below) for above, below in pairwise(rows))


def test_only_the_screen_may_know_textual():
    [forbidden] = [contract for contract in CONTRACTS if contract["type"] == "forbidden"]
    assert {name.removeprefix("mmtui.") for name in forbidden["source_modules"]} == MODULES - {"tui"}
