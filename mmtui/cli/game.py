"""The game on the screen: without click, so that the first picture does not wait for it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mmtui.cli.settings import Settings
from mmtui.errors import UsageError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog


def open_game(settings: Settings) -> int:
    """Open the game at the course."""
    need_terminal("ID")
    return shown(settings, cache(settings.quiet_catalog), None, None)


def need_terminal(scenario: str) -> None:
    streams = (sys.stdin, sys.stdout)
    if os.environ.get("TERM") == "dumb" or not all(stream and stream.isatty() for stream in streams):
        raise UsageError(
            "the game needs a terminal on stdin and stdout;"
            f" `mmtui play {scenario}` plays it as plain text, `mmtui list` shows the scenarios"
        )


def shown(
    settings: Settings, catalog: Callable[[], Catalog], scenario: Path | None, scheme: str | None
) -> int:
    if settings.plugins_dirs:  # a wrong one is said here, where it can still be read
        settings.sources()
    set_colours(settings.color)
    gc.disable()  # nothing that is imported becomes garbage; the screen turns it on when it has drawn
    from mmtui.tui.app import run_app

    opened = settings.open_record()
    notices = [opened.notice] if opened.notice else []
    with opened.progress as progress:
        # plugins are loaded behind the first picture
        return run_app(catalog, progress=progress, scenario=scenario, scheme=scheme, notices=notices)


def set_colours(color: str) -> None:
    """Tell a screen whether it has colours: ``always``, ``never`` or ``auto``."""
    # Textual looks at this variable alone, and takes an empty one for set
    if color == "never":
        os.environ["NO_COLOR"] = "1"
    elif color == "always" or not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)
