"""What a scheme says at the end of an event."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple


class _Claimed(NamedTuple):
    first: int | None = None
    """Pages of which this was the first mapping: what is added to NR_ANON_MAPPED or NR_FILE_MAPPED."""
    gone: int | None = None
    """Pages of which this was the last unmap: what is taken from that statistic."""
    last: bool | None = None
    """Whether this was the last unmap of the folio."""
    partly: bool | None = None
    """Whether the folio is partly mapped now, so that it is queued for ``deferred_split_folio()``."""


class _MadeOnce(type):
    # one is made for every event, and nearly all are alike; told apart by type too, for 1 == True
    if not TYPE_CHECKING:
        __call__ = lru_cache(maxsize=1024, typed=True)(type.__call__)


class Claim(_Claimed, metaclass=_MadeOnce):
    """What a scheme says at the end of an event; None is "I cannot say"."""

    __slots__ = ()


NOTHING = Claim()
