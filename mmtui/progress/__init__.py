"""The player's record: every answer given, every hint shown, every scenario solved.

It is one SQLite file in the XDG state folder.  A method that returned has written to the disk, so
``kill -9`` loses nothing that the screen confirmed.  Rows are only ever added: what the player has
solved is read from what happened, and nothing that happens later can take it away.

    opened = open_progress(progress_path(), tool_version="1.0")
    with opened.progress as progress:
        progress.record_answer("first-fork", 0, "2", "solved", digest=digest, scheme="page-mapcount")
"""

from __future__ import annotations

from mmtui.progress.clock import Clock, utc_now
from mmtui.progress.digest import digest_of_text
from mmtui.progress.errors import ProgressError
from mmtui.progress.games import MOST_STARS, Game, best_stars
from mmtui.progress.opening import Opened, open_progress
from mmtui.progress.places import progress_path, state_dir
from mmtui.progress.record import Progress
from mmtui.progress.values import Answer, Hint, Outcome, Solved

__all__ = [
    "MOST_STARS",
    "Answer",
    "Clock",
    "Game",
    "Hint",
    "Opened",
    "Outcome",
    "Progress",
    "ProgressError",
    "Solved",
    "best_stars",
    "digest_of_text",
    "open_progress",
    "progress_path",
    "state_dir",
    "utc_now",
]
