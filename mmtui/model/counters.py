"""Counters: what a scheme may remember, declared once, named as in the kernel."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from typing import TypeAlias

from mmtui.model.folio import Folio


class Per(Enum):
    """What there is one counter for."""

    FOLIO = "folio"
    PAGE = "page"


class Do(Enum):
    """What a step does with a counter; only the first three are atomic read-modify-writes."""

    ADD = "add"
    """atomic_add_return(): answers the new value."""
    ADD_UNLESS = "add-unless"
    """atomic_add_unless(): answers the value that it has then."""
    EXCHANGE = "exchange"
    """test_and_set_bit(), xchg(): answers the old value."""
    SET = "set"
    """A plain store, where nobody else can look yet; costs nothing."""
    READ = "read"
    """atomic_read(): may be torn from other reads, costs nothing."""


_ADD, _ADD_UNLESS, _EXCHANGE, _SET, _READ = Do  # found faster than members of the class

MOST_BITS = 64
"""How many bits a number may have that a scheme adds, stores or says: as many as a register."""
_TOO_MUCH = 1 << MOST_BITS

Values: TypeAlias = int | tuple[int, ...]
"""Logical value of a counter, or one for each page."""


class Counter:
    """A field of ``struct folio`` or ``struct page``.

    Steps and answers speak of the *logical* value, which starts at 0; what the kernel keeps,
    and screens show, is ``logical + bias``.  ``bits`` is its size in memory: one bit is a flag, more are
    a signed number, and what goes beyond wraps as in the kernel.  With ``large_only`` a small folio
    has no such field, as those that the kernel keeps in the first tail page.

    ``where`` is where the kernel keeps it, in the kernel's words: ``page[0]`` is the head page, ``page[1]``
    the first tail page; a dot and a field may follow.  A counter for each page is in every page, unless
    ``where`` names the only one that counts.  Without it nothing is said of the place.

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
        where: str = "",
    ) -> None:
        self.where = where
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
        return (_ADD, self, folio.number, page, _whole(value))

    def add_unless(self, folio: Folio, value: int, unless: int, page: int = 0) -> Access:
        """Add, unless the counter has a certain value; answer what it has then; ``atomic_add_unless()``."""
        return (_ADD_UNLESS, self, folio.number, page, (_whole(value), unless))

    def exchange(self, folio: Folio, value: int, page: int = 0) -> Access:
        """Store, and answer the old value; with 1 ``test_and_set_bit()``, with 0 ``test_and_clear_bit()``."""
        return (_EXCHANGE, self, folio.number, page, _whole(value))

    def set(self, folio: Folio, value: int, page: int = 0) -> Access:
        """Store a value into a folio that nobody else can see; ``atomic_set()``."""
        return (_SET, self, folio.number, page, _whole(value))

    def read(self, folio: Folio, page: int = 0) -> Access:
        """Answer the value; ``atomic_read()``."""
        return (_READ, self, folio.number, page, 0)

    def stored(self, logical: int) -> int:
        """Return what the kernel keeps in memory for a logical value."""
        return logical + self.bias

    @cached_property
    def fitting(self) -> range:
        """Return the logical values that it has room for.

        >>> Counter(bits=1).fitting, Counter(bits=8, bias=-1).fitting
        (range(0, 2), range(-127, 129))
        """
        least = 0 if self.bits == 1 else -(1 << self.bits - 1) - self.bias
        return range(least, least + (1 << self.bits))

    def wrapped(self, value: int) -> int:
        """Return what is left of a logical value in so many bits.

        >>> Counter(bits=8).wrapped(128)
        -128
        """
        least = self.fitting.start
        return (value - least) % (1 << self.bits) + least

    def bytes_in(self, folio: Folio) -> float:
        """Return how much memory it takes for a folio, in bytes."""
        if self.large_only and not folio.large:
            return 0
        return self.bits / 8 * (folio.nr_pages if self.per is Per.PAGE else 1)


def _whole(value: int) -> int:
    # a scheme is not checked for types, and half a mapping would be noticed where nobody knows whose it is
    if not isinstance(value, int):
        raise TypeError(f"a counter counts whole numbers, not {value!r}")
    if not -_TOO_MUCH < value < _TOO_MUCH:
        raise OverflowError(f"an access takes {MOST_BITS} bits, not a number of {value.bit_length()}")
    return value


Access: TypeAlias = tuple[Do, Counter, int, int, int | tuple[int, int]]
"""One step of a scheme, an access to one counter: what to do, with which counter, of which folio
(its number) and page, and what is added or stored, for ``add_unless`` with the value that forbids it.
A plain tuple: millions are made a second."""
