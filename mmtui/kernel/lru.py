"""Folios on their way to an LRU list, and which of them are mlocked: mm/swap.c and mm/mlock.c.

A CPU gathers small folios in two batches before it takes the lock of the lists: those that are to be added,
and those that were mlocked or munlocked.  ``mlock_count`` counts only on the list of what cannot be evicted.
So when the second batch is full before the first one is, an mlock is not counted, and the first munlock is
the last.  All processes run on one CPU, whose batches are emptied after each operation.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

from mmtui.model.folio import Folio


class _Asked(Enum):
    # what a folio in the second batch waits for
    MLOCK = auto()
    MLOCK_NEW = auto()
    MUNLOCK = auto()


class _Waiting(NamedTuple):
    number: int
    asked: _Asked


class Lru:
    """The two batches of the CPU; ``mlocked`` is ``mlock_count`` of the folios with PG_mlocked, by number."""

    def __init__(self, mlocked: dict[int, int], batch: int) -> None:
        self.mlocked = mlocked
        self._batch = batch
        self._adding = dict[int, None]()  # lru_add
        self._waiting: list[_Waiting] = []  # mlock_fbatch
        self._apart = set[int]()  # on no list yet

    def add(self, folio: Folio) -> None:
        """``folio_add_lru()``."""
        self._adding[folio.number] = None
        self._apart.add(folio.number)
        if folio.large or len(self._adding) == self._batch:
            self._add_all()

    def mlock(self, folio: Folio, *, new: bool = False) -> None:
        """``mlock_folio()`` or ``mlock_new_folio()``, which adds to the list as well."""
        self.mlocked.setdefault(folio.number, 0)
        if new:
            self._apart.add(folio.number)
        self._wait(folio, _Asked.MLOCK_NEW if new else _Asked.MLOCK)

    def munlock(self, folio: Folio) -> None:
        """``munlock_folio()``."""
        self._wait(folio, _Asked.MUNLOCK)

    def putback(self, folio: Folio) -> None:
        """``folio_putback_lru()`` of what was taken from its list: how often it was mlocked is forgotten."""
        self.mlocked[folio.number] = 0

    def drain(self) -> None:
        """``lru_add_drain()``."""
        self._add_all()
        self._settle_all()

    def _wait(self, folio: Folio, asked: _Asked) -> None:
        self._waiting.append(_Waiting(folio.number, asked))
        if folio.large or len(self._waiting) == self._batch:
            self._settle_all()

    def _add_all(self) -> None:
        """``lru_add()``: "underestimate, let page reclaim fix it"."""
        for number in self._adding:
            self._apart.discard(number)
            if number in self.mlocked:
                self.mlocked[number] = 0
        self._adding.clear()

    def _settle_all(self) -> None:
        """``mlock_folio_batch()``."""
        for number, asked in self._waiting:
            _SETTLE[asked](self, number)
        self._waiting.clear()

    def _mlock(self, number: int) -> None:
        if number in self.mlocked and number not in self._apart:
            self.mlocked[number] += 1

    def _mlock_new(self, number: int) -> None:
        self._apart.discard(number)
        self._mlock(number)

    def _munlock(self, number: int) -> None:
        left = self.mlocked.pop(number, 0) - 1
        if left > 0 and number not in self._apart:
            self.mlocked[number] = left


_SETTLE: dict[_Asked, Callable[[Lru, int], None]] = {
    _Asked.MLOCK: Lru._mlock,
    _Asked.MLOCK_NEW: Lru._mlock_new,
    _Asked.MUNLOCK: Lru._munlock,
}
