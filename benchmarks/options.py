"""What the command line asks of every benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """How often to measure, and with what."""

    repeats: int = 7
    python: Path | None = None
    """The interpreter of an environment that mmtui is installed in; None to build one."""
    peers: bool = False
    """Also measure other programs made with Textual."""
