"""What an operation comes back with."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple, TypeAlias

from mmtui.model.events import Event

NONSENSE = -2
"""Result of an operation that the recorder of the real kernels refuses before it asks the kernel."""


class Result(NamedTuple):
    """What an operation came back with, as the recorder of the real kernels prints it."""

    rc: int = 0
    """0, -1 for an error of the kernel, ``NONSENSE``."""
    err: str = ""
    """ENOMEM, SIGSEGV, ...; for nonsense a sentence."""
    at: int | None = None
    """For a signal, and for ``vmsplice``: the page of the region that the access stopped at."""
    moved: int | None = None
    """For ``migrate``: of how many pages the kernel said that they lie on the node now."""

    @property
    def ok(self) -> bool:
        return self.rc == 0

    @property
    def nonsense(self) -> bool:
        """The script asked for what no process can ask a kernel, as of a process that there is not."""
        return self.rc == NONSENSE


OK = Result()
Steps: TypeAlias = Generator[Event, None, Result]
