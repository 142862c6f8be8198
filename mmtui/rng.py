"""Random numbers that are the same on every machine, every Python and every release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MULTIPLIER = 6364136223846793005
_MASK32 = (1 << 32) - 1
_MASK64 = (1 << 64) - 1
_STREAM = 54


class Pcg32:
    """PCG32: XSH-RR output of a 64-bit linear congruential generator (O'Neill 2014, pcg-random.org).

    ``random`` promises the same numbers for ``random()`` alone; how ``choice()`` and ``randrange()``
    use them has changed before.  A seed in a scenario must make the same problem for ever, so all of
    it is written here.  ``next`` and ``below`` are ``pcg32_random_r()`` and ``pcg32_boundedrand_r()``
    of the reference in C, seeded as ``pcg32_srandom_r(rng, seed, stream)``.

    >>> rng = Pcg32(42)
    >>> [hex(rng.next()) for _ in range(3)]
    ['0xa15c02b7', '0x7b47f409', '0xba1d3330']
    """

    def __init__(self, seed: int, stream: int = _STREAM) -> None:
        self._increment = (stream << 1 | 1) & _MASK64
        self._state = 0
        self.next()
        self._state = self._state + seed & _MASK64
        self.next()

    def next(self) -> int:
        """Return the next 32 bits."""
        old = self._state
        self._state = old * _MULTIPLIER + self._increment & _MASK64
        shifted, turn = (old >> 18 ^ old) >> 27 & _MASK32, old >> 59
        return (shifted >> turn | shifted << (-turn & 31)) & _MASK32

    def below(self, bound: int) -> int:
        """Return a number from 0 to ``bound - 1``, each as likely as the others."""
        if not 0 < bound <= _MASK32:
            raise ValueError(f"a bound is 1 to {_MASK32}, not {bound}")
        # the lowest few would come once too often: they are left out
        least = (1 << 32) % bound
        while (number := self.next()) < least:
            pass
        return number % bound

    def choice(self, things: Sequence[T]) -> T:
        """Return one of some things, each as likely as the others."""
        return things[self.below(len(things))]

    def span(self, within: range) -> range:
        """Return a part of a range, of at least one; every length is as likely as the others."""
        length = 1 + self.below(len(within))
        start = within.start + self.below(len(within) - length + 1)
        return range(start, start + length)
