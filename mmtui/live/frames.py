"""What the machine says of its page frames; numbers of frames stay in here and in the labels."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple

PAGE = 4096
_LARGEST = 512
"""Pages of a folio, at most; it lies aligned to its size."""
_READ = 64
"""Frames that are read at once: neighbours are often asked for, but small folios lie scattered."""
_ANON, _HEAD, _TAIL, _ZERO = 12, 15, 16, 24
"""Bits of /proc/kpageflags; Documentation/admin-guide/mm/pagemap.rst."""


class Frame(NamedTuple):
    """A page frame, by the folio that it is part of."""

    head: int
    nr_pages: int
    zero: bool
    """The zero page, or part of the huge one."""
    anon: bool
    mapcount: int
    """/proc/kpagecount."""


class Frames:
    """Reads /proc/kpagecount and /proc/kpageflags; used with ``with``, it closes them."""

    def __init__(self) -> None:
        self._counts = os.open("/proc/kpagecount", os.O_RDONLY)
        self._flags = os.open("/proc/kpageflags", os.O_RDONLY)

    def __enter__(self) -> Frames:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._counts)
        os.close(self._flags)

    def now(self) -> Callable[[int], Frame]:
        """Return a function from a frame's number to what is said of it; each frame is read once."""
        counts, flags = _Blocks(self._counts), _Blocks(self._flags)
        folios: dict[int, tuple[int, int]] = {}

        def frame(pfn: int) -> Frame:
            if pfn not in folios:
                head, nr_pages = _folio(pfn, flags)
                folios.update(dict.fromkeys(range(head, head + nr_pages), (head, nr_pages)))
            head, nr_pages = folios[pfn]
            of_head = flags.at(head)
            zero, anon = bool(flags.at(pfn) >> _ZERO & 1), bool(of_head >> _ANON & 1)
            return Frame(head, nr_pages, zero, anon, counts.at(pfn))

        return frame


class _Blocks:
    def __init__(self, file: int) -> None:
        self._file = file
        self._blocks: dict[int, array[int]] = {}

    def at(self, pfn: int) -> int:
        block, rest = divmod(pfn, _READ)
        if block not in self._blocks:
            self._blocks[block] = array("Q", os.pread(self._file, _READ * 8, block * _READ * 8))
        return self._blocks[block][rest]


def _folio(pfn: int, flags: _Blocks) -> tuple[int, int]:
    """Return the first frame of a folio of at most 512 pages, and how many it has."""
    head = pfn
    while flags.at(head) >> _TAIL & 1 and head % _LARGEST:
        head -= 1
    end = head + 1
    while flags.at(head) >> _HEAD & 1 and end % _LARGEST and flags.at(end) >> _TAIL & 1:
        end += 1
    return head, end - head
