"""Where the player's record lies."""

from __future__ import annotations

import os
from pathlib import Path


def state_dir() -> Path:
    """Return ``$MMTUI_STATE_DIR``, or mmtui's folder under the XDG state directory."""
    if chosen := os.environ.get("MMTUI_STATE_DIR"):
        return Path(chosen)

    from platformdirs import user_state_path

    return user_state_path("mmtui")


def progress_path() -> Path:
    """Return the file that holds the player's record."""
    return state_dir() / "progress.db"
