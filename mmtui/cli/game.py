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
    from mmtui.game.session import Session
    from mmtui.practice.drill import Drill


def open_game(settings: Settings) -> int:
    """Open the game at the course."""
    need_terminal("ID")
    return shown(settings, cache(settings.quiet_catalog), None, None)


def can_show() -> bool:
    """Return whether stdin and stdout are a terminal that the game can be shown on."""
    return _on_terminal() and os.environ.get("TERM") != "dumb"


def _on_terminal() -> bool:
    return all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))


def need_terminal(scenario: str) -> None:
    """Raise ``UsageError`` where there is no terminal that the game can be shown on."""
    if can_show():
        return
    missing = "a terminal on stdin and stdout"
    if _on_terminal():
        missing = "a terminal that can place text, and TERM is dumb"
    raise UsageError(
        f"the game needs {missing};"
        f" `mmtui play {scenario}` plays it as plain text, `mmtui list` shows the scenarios"
    )


def shown(
    settings: Settings, catalog: Callable[[], Catalog], scenario: Path | None, scheme: str | None
) -> int:
    """Open the game at the course or at a scenario, and return the exit code when it is left."""
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


def shown_session(settings: Settings, session: Session) -> int:
    """Open the game at a session that has begun already."""
    return _shown_at(settings, session.trial.catalog, session=session)


def shown_drill(settings: Settings, drill: Drill) -> int:
    """Open the game with problems to practise."""
    if settings.plugins_dirs:  # a wrong one is said here, where it can still be read
        settings.sources()
    return _shown_at(settings, cache(settings.quiet_catalog), drill=drill)


def _shown_at(
    settings: Settings,
    catalog: Catalog | Callable[[], Catalog],
    *,
    session: Session | None = None,
    drill: Drill | None = None,
) -> int:
    set_colours(settings.color)
    from mmtui.tui.app import run_app

    opened = settings.open_record()
    notices = [opened.notice] if opened.notice else []
    with opened.progress as progress:
        return run_app(catalog, progress=progress, session=session, drill=drill, notices=notices)


def set_colours(color: str) -> None:
    """Tell a screen whether it has colours: ``always``, ``never`` or ``auto``."""
    # Textual looks at this variable alone, and takes an empty one for set
    if color == "never":
        os.environ["NO_COLOR"] = "1"
    elif color == "always" or not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)
