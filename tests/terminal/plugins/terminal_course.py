"""One short scenario, whose title no other has."""

from __future__ import annotations

from pathlib import Path

from mmtui import hookimpl


@hookimpl
def register_scenarios() -> list[Path]:
    return [Path(__file__).with_name("scenarios")]
