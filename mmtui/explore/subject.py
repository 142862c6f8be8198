"""What a search looks at, and how each worker makes it for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from mmtui.checker import Checker
from mmtui.kernel.profile import Profile
from mmtui.scheme import Scheme


@dataclass(frozen=True)
class Subject:
    """A scheme under a kernel, and the checkers that hold it to its claims."""

    scheme: Scheme
    profile: Profile
    checkers: tuple[Checker, ...]


Maker: TypeAlias = Callable[[], Subject]
"""Makes the subject; it is sent to workers, so it can be pickled, and it is hashable."""


@lru_cache(maxsize=4)
def made(maker: Maker) -> Subject:
    """Return what a maker makes; a worker makes it once."""
    return maker()
