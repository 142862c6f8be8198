"""What a plugin cannot do by mistake: end the program.

``os._exit()`` is ``sys.exit()`` for it, which is caught: a finding with the line that called it, and a
terminal that is left as it was.  What no Python code can stand in the way of, such as SIGKILL to itself or
a crash in C, still ends the process.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from mmtui.catalog.values import Found

_end = os._exit
_guests = set[str]()


def keep_from_ending(found: Found) -> None:
    """Let ``os._exit()`` raise ``SystemExit`` where code of this plugin calls it, and nobody else's."""
    _guests.add(found.root)
    os._exit = _exit


def _exit(status: int) -> NoReturn:
    caller = sys._getframe(1).f_globals.get("__name__", "")
    if caller.partition(".")[0] in _guests:
        raise SystemExit(status)
    _end(status)
