"""The first picture of the course shows what is read fast; it must be what is read with care."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmtui.catalog.sources import bundled
from mmtui.scenario import glance, peek

FILES = sorted(bundled("scenarios").glob("*.mmtui.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.split(".")[0])
def test_every_scenario_of_ours_is_seen_as_it_is(path: Path) -> None:
    assert glance(path) == peek(path)


@pytest.mark.parametrize(
    "text", ["", "id = ", "[[step]]\nkind = \"predict\"", "\0", "format = 2\nid = \"x\""]
)  # fmt: skip
def test_a_broken_file_is_seen_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.mmtui.toml"
    path.write_text(text)
    assert glance(path) == peek(path)


def test_a_file_that_is_not_there_is_seen_as_it_is(tmp_path: Path) -> None:
    assert glance(tmp_path / "no.mmtui.toml") == peek(tmp_path / "no.mmtui.toml")
