"""A process that is watched: one look at it, with the entries of the VMA that was chosen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import islice
from typing import NamedTuple

from mmtui.errors import UsageError
from mmtui.live.frames import Frames
from mmtui.live.watched import Run, Vma, Watched

MOST_RUNS = 2_000
"""Runs of one VMA that are shown; more cannot be read, and a heap of small pages has millions."""


class Seen(NamedTuple):
    """What one look saw."""

    vmas: tuple[Vma, ...]
    """Those that have memory."""
    chosen: Vma
    runs: tuple[Run, ...]
    """Of the chosen one; at most one more than ``MOST_RUNS``, which tells that there are more."""


class Watcher(ABC):
    """Looks at a process, again and again."""

    @abstractmethod
    def look(self, start: int | None) -> Seen:
        """Look, and choose the VMA that begins at ``start``, in pages; without it, one with large folios.

        Raises ``UsageError`` when the process is gone.
        """


class ProcWatcher(Watcher):
    """By /proc."""

    def __init__(self, pid: int, frames: Frames) -> None:
        self._pid = pid
        self._watched = Watched(pid, frames)

    def look(self, start: int | None) -> Seen:
        vmas = tuple(vma for vma in self._watched.now() if vma.area.kb.get("Rss"))
        chosen = chosen_of(vmas, start)
        if chosen is None:
            raise UsageError(f"process {self._pid} has no memory: it has ended, or is the kernel's own")
        try:
            return Seen(vmas, chosen, tuple(islice(self._watched.runs(chosen.area), MOST_RUNS + 1)))
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            raise UsageError(f"there is no process {self._pid}") from None


def chosen_of(vmas: tuple[Vma, ...], start: int | None) -> Vma | None:
    """Return the VMA that begins there, or one to begin with: the one with the most large folios."""
    there = next((vma for vma in vmas if vma.area.start == start), None)
    return there or max(vmas, key=lambda vma: len(vma.folios), default=None)
