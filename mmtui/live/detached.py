"""Mounts that are attached nowhere: nobody else sees them, and they are gone with their last open file."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_FSOPEN, _FSCONFIG, _FSMOUNT = 430, 431, 432
"""System calls since Linux 5.2, with the same number on every architecture."""
_SET_STRING, _CREATE = 1, 6
"""FSCONFIG_SET_STRING and FSCONFIG_CMD_CREATE of <linux/mount.h>."""


@contextmanager
def mounted(kind: str, **options: str) -> Iterator[int]:
    """Mount a file system and give a descriptor of its root; raise ``OSError`` if it cannot be.

    Files that were opened in it stay usable behind the ``with``.
    """
    context = _call(_FSOPEN, kind.encode(), 0)
    try:
        for name, value in options.items():
            _call(_FSCONFIG, context, _SET_STRING, name.encode(), value.encode(), 0)
        _call(_FSCONFIG, context, _CREATE, None, None, 0)
        root = _call(_FSMOUNT, context, 0, 0)
    finally:
        os.close(context)
    try:
        yield root
    finally:
        os.close(root)


def open_on_tmpfs(huge: str) -> int:
    """Return a descriptor of an empty file on a tmpfs mounted with ``huge=``; raise ``OSError``."""
    with mounted("tmpfs", huge=huge) as root:
        return os.open("file", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=root)


def _call(number: int, *words: int | bytes | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    answer = int(libc.syscall(ctypes.c_long(number), *words))
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer
