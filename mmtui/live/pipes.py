"""Pipes into which a process of a script puts its pages; with the standard library alone."""

from __future__ import annotations

import ctypes
import fcntl
import os
from collections.abc import Callable
from typing import TypeAlias

PAGE = 4096
MOST_PAGES = 256
"""Of one pipe; fs.pipe-max-size allows as much unless somebody has changed it."""
_NONBLOCK = 2
"""SPLICE_F_NONBLOCK of <linux/splice.h>: a pipe that is full is an error, and nobody waits for ever."""
_Call: TypeAlias = Callable[..., tuple[int, int, int]]


class Pipes:
    """The pipes of a process; ``call`` makes a system call as ``Caller.call`` does."""

    def __init__(self, call: _Call) -> None:
        self._call = call
        self._ends: list[int] = []

    def take(self, start: int, size: int) -> tuple[int, int, int]:
        """Put a range into new pipes with vmsplice(); the number is the address that could not be.

        An errno of ``pipe()`` or ``fcntl()`` is answered, too: EMFILE where there are too many pipes.
        """
        for at in range(start, start + size, MOST_PAGES * PAGE):
            try:
                answer = self._fill(at, min(at + MOST_PAGES * PAGE, start + size))
            except OSError as error:
                return -1, error.errno or 0, at
            if answer[0]:
                return answer
        return 0, 0, 0

    def _fill(self, start: int, end: int) -> tuple[int, int, int]:
        ends = os.pipe()
        self._ends += ends
        fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, end - start)
        while start < end:  # the kernel may take less than it was offered, and then is asked for the rest
            piece = (ctypes.c_ulong * 2)(start, end - start)
            rc, error_number, taken = self._call("vmsplice", ends[1], ctypes.addressof(piece), 1, _NONBLOCK)
            if rc:
                return rc, error_number, start
            start += taken
        return 0, 0, 0

    def close(self) -> None:
        """Close all of them; a child does so with those of its parent, whose pages stay."""
        while self._ends:
            os.close(self._ends.pop())
