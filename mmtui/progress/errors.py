"""What can go wrong with the player's record."""

from __future__ import annotations

import sqlite3

from mmtui.errors import MmtuiError


class ProgressError(MmtuiError):
    """The record cannot be read or written now; the game itself can go on."""


def in_words(error: OSError | sqlite3.Error) -> str:
    """Return what the system says is wrong, without the numbers around it.

    >>> in_words(NotADirectoryError(20, "Not a directory", "/etc/passwd/mmtui"))
    'Not a directory'
    """
    return (isinstance(error, OSError) and error.strerror) or str(error)
