"""The memfds and tmpfs files of a script, and what is done to them by nobody's memory."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from mmtui.live.detached import open_on_tmpfs
from mmtui.live.frames import PAGE
from mmtui.live.machine import SPLIT

PUNCH_HOLE = 3
"""FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE of <linux/falloc.h>."""


class Files:
    """Open memfds and files by their names."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._open

    def close(self) -> None:
        """Close all of them."""
        for name in list(self._open):
            self.drop(name)

    def create(self, name: str, pages: int) -> None:
        """Create a memfd of so many pages."""
        self._open[name] = os.memfd_create(name)
        os.truncate(self._open[name], pages * PAGE)

    def create_file(self, name: str, pages: int, huge: str) -> None:
        """Create a file of so many pages on a tmpfs of its own, mounted with ``huge=``."""
        self._open[name] = open_on_tmpfs(huge)
        os.truncate(self._open[name], pages * PAGE)

    def path(self, name: str) -> str:
        """Return a path by which another process can open it."""
        return f"/proc/{os.getpid()}/fd/{self._open[name]}"

    def pages(self, name: str) -> int:
        """Return how many pages it has."""
        return -(-os.fstat(self._open[name]).st_size // PAGE)

    def truncate(self, name: str, pages: int) -> None:
        """Change its size."""
        os.truncate(self._open[name], pages * PAGE)

    def write(self, name: str, start: int, end: int) -> None:
        """Write a byte into each page with write()."""
        for page in range(start, end):
            os.pwrite(self._open[name], b"\7", page * PAGE)

    def punch(self, name: str, start: int, end: int) -> None:
        """Punch a hole."""
        libc = ctypes.CDLL(None, use_errno=True)
        offset, size = ctypes.c_long(start * PAGE), ctypes.c_long((end - start) * PAGE)
        if libc.fallocate(self._open[name], PUNCH_HOLE, offset, size):
            raise OSError(ctypes.get_errno(), "fallocate")

    def drop(self, name: str) -> None:
        """Close it; who maps it keeps it."""
        os.close(self._open.pop(name))


def split_folios(where: str, order: str) -> None:
    """Ask debugfs to split folios: ``PID,0xSTART,0xEND`` in bytes, or ``PATH,0xSTART,0xEND`` in pages."""
    Path(SPLIT).write_text(f"{where},{order}" if order else where)
