"""What the kernel under us made of a script, as facts to lay beside the page tables of the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui.kernel.results import Result
from mmtui.kernel.words import SLOT
from mmtui.live import proc
from mmtui.live.frames import Frames
from mmtui.live.machine import settings as machine_settings
from mmtui.live.memory import BASE
from mmtui.live.performer import Performer
from mmtui.model.ops import Op


class Page(NamedTuple):
    """A present page as /proc tells of it."""

    pfn: int
    exclusive: bool
    file: bool
    count: int
    """/proc/kpagecount."""
    part: int
    """/proc/kpageflags: 1 the head of a large folio, 2 another page of it, 0 a folio of its own."""


class Area(NamedTuple):
    """A VMA as /proc/PID/smaps tells of it; pages from ``BASE`` on."""

    start: int
    end: int
    perm: str
    flags: frozenset[str]
    huge: int
    """PMD leaves."""


class Machine:
    """Real processes that run the operations of one script; used with ``with``."""

    def __init__(self) -> None:
        self._performer = Performer()
        self._frames = Frames()
        self._frame = self._frames.now()
        self._areas: dict[str, list[proc.Area]] = {}

    def __enter__(self) -> Machine:
        self._performer.__enter__()
        return self

    def __exit__(self, *error) -> None:
        self._performer.__exit__(*error)
        self._frames.__exit__(*error)

    def do(self, op: Op) -> Result:
        """Run an operation."""
        result = self._performer.do(op)
        self._frame, self._areas = self._frames.now(), {}
        return result

    def areas(self, name: str) -> Iterator[Area]:
        """Yield the VMAs of a process that the script made."""
        for area in self._own(name):
            huge = sum(area.kb[key] for key in ("AnonHugePages", "ShmemPmdMapped"))
            flags = frozenset(area.flags)
            yield Area(area.start - BASE, area.end - BASE, area.perm, flags, huge // 2048)

    def pages(self, name: str, start: int, end: int) -> dict[int, Page]:
        """Return the present pages of a range."""
        found = dict[int, Page]()
        for area in self._own(name):
            if BASE + start <= area.start and area.end <= BASE + end:
                for at, (pfn, letters, _) in proc.entries(self._pid(name), area).items():
                    head, nr_pages, _, _, count = self._frame(pfn)
                    part = (1 if pfn == head else 2) if nr_pages > 1 else 0
                    found[at - BASE] = Page(pfn, "x" in letters, "f" in letters, count, part)
        return found

    def _pid(self, name: str) -> int:
        return self._performer.processes.pid(name)

    def _own(self, name: str) -> list[proc.Area]:
        if name not in self._areas:
            ours = (area for area in proc.areas(self._pid(name), BASE + 64 * SLOT) if area.start >= BASE)
            self._areas[name] = list(ours)
        return self._areas[name]


def settings() -> Iterator[str]:
    """Yield what this machine is set to, as operations."""
    return (f"set {name} {value}" for name, value in machine_settings())
