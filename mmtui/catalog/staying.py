"""What a plugin cannot do by mistake: end the program.

``os._exit()`` in the code of a plugin is an exception, as ``sys.exit()`` is: a finding with the line that
called it, and a terminal that is left as it was.  So it is in this process; a child that a plugin has forked
ends.  What is not seen is a call that no frame of the plugin's own modules stands behind, such as one that a
new thread makes, and what ends the process in another way: a signal to itself, a crash in C.
"""

from __future__ import annotations

import os
import sys
from types import FrameType
from typing import NoReturn

from mmtui.catalog.values import Found

_end = os._exit
_guests: dict[str, int] = {}
"""The packages and modules of plugins, and the process that loaded them."""


def keep_from_ending(found: Found) -> None:
    """Let ``os._exit()`` raise ``SystemExit`` in this process where code of this plugin calls it."""
    _guests[found.root] = os.getpid()
    os._exit = _exit


def _exit(status: int) -> NoReturn:
    if os.getpid() in _callers():
        raise SystemExit(f"os._exit({status})")
    _end(status)


def _callers() -> set[int | None]:
    # the processes of the plugins that called, directly or through a library
    found = set[int | None]()
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        found.add(_guests.get(frame.f_globals.get("__name__", "").partition(".")[0]))
        frame = frame.f_back
    return found
