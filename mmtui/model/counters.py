"""Counters: what a scheme may remember, declared once, named as in the kernel."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from mmtui.model.folio import Folio


class Per(Enum):
    """What there is one counter for."""

    FOLIO = "folio"
    PAGE = "page"


class Do(Enum):
    """What a step does with a counter; only the first two are atomic read-modify-writes."""

    ADD = "add"
    """atomic_add_return(): answers the new value."""
    EXCHANGE = "exchange"
    """test_and_set_bit(), xchg(): answers the old value."""
    SET = "set"
    """A plain store, where nobody else can look yet; costs nothing."""
    READ = "read"
    """atomic_read(): may be torn from other reads, costs nothing."""


_ADD, _EXCHANGE, _SET, _READ = Do  # found faster than members of the class

Values: TypeAlias = int | tuple[int, ...]
"""Logical value of a counter, or one for each page."""


class Counter:
    """A field of ``struct folio`` or ``struct page``.

    Steps and answers speak of the *logical* value, which starts at 0; what the kernel keeps,
    and screens show, is ``logical + bias``.  ``bits`` is its size in memory.  With ``large_only`` a
    small folio has no such field, as those that the kernel keeps in the first tail page.

    >>> class Some:
    ...     _mapcount = Counter(Per.PAGE, bias=-1)
    >>> Some._mapcount.name, Some._mapcount.stored(1)
    ('_mapcount', 0)
    """

    def __init__(
        self,
        per: Per = Per.FOLIO,
        *,
        bias: int = 0,
        bits: int = 32,
        name: str = "",
        large_only: bool = False,
    ) -> None:
        self.large_only = large_only
        self.per = per
        self.bias = bias
        self.bits = bits
        self.name = name

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    def __repr__(self) -> str:
        return self.name

    def inc(self, folio: Folio, page: int = 0) -> Access:
        """Add 1 and answer the new value; ``atomic_inc_return()``."""
        return (_ADD, self, folio.number, page, 1)

    def dec(self, folio: Folio, page: int = 0) -> Access:
        """Take 1 away and answer the new value; ``atomic_dec_return()``."""
        return (_ADD, self, folio.number, page, -1)

    def add(self, folio: Folio, value: int, page: int = 0) -> Access:
        """Add, and answer the new value; ``atomic_add_return()``."""
        return (_ADD, self, folio.number, page, value)

    def exchange(self, folio: Folio, value: int, page: int = 0) -> Access:
        """Store, and answer the old value; with 1 ``test_and_set_bit()``, with 0 ``test_and_clear_bit()``."""
        return (_EXCHANGE, self, folio.number, page, value)

    def set(self, folio: Folio, value: int, page: int = 0) -> Access:
        """Store a value into a folio that nobody else can see; ``atomic_set()``."""
        return (_SET, self, folio.number, page, value)

    def read(self, folio: Folio, page: int = 0) -> Access:
        """Answer the value; ``atomic_read()``."""
        return (_READ, self, folio.number, page, 0)

    def stored(self, logical: int) -> int:
        """Return what the kernel keeps in memory for a logical value."""
        return logical + self.bias

    def bytes_in(self, folio: Folio) -> float:
        """Return how much memory it takes for a folio, in bytes."""
        if self.large_only and not folio.large:
            return 0
        return self.bits / 8 * (folio.nr_pages if self.per is Per.PAGE else 1)


Access: TypeAlias = tuple[Do, Counter, int, int, int]
"""One step of a scheme, an access to one counter: what to do, with which counter, of which folio
(its number) and page, and what is added or stored.  A plain tuple: millions are made a second."""
