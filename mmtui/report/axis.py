"""An axis: where values stand, from 0 to 1, and which of them are written beside it."""

from __future__ import annotations

from math import log2
from typing import NamedTuple

_WIDE = 16
"""From the smallest value that is not 0 to the largest: from there on the axis is logarithmic."""


class Axis(NamedTuple):
    """From 0 to a largest value; a logarithmic one has a place for 0 below 1."""

    most: int
    log: bool

    def place(self, value: int) -> float:
        """Return where a value stands, from 0 to 1.

        >>> [round(Axis(512, log=True).place(value), 2) for value in (0, 1, 512)]
        [0.0, 0.1, 1.0]
        >>> Axis(8, log=False).place(2)
        0.25
        """
        if not self.log:
            return value / self.most
        return (log2(value) + 1) / (log2(self.most) + 1) if value else 0.0

    def ticks(self, about: int) -> tuple[int, ...]:
        """Return about so many values to write beside the axis.

        >>> Axis(1024, log=True).ticks(4)
        (0, 1, 8, 64, 512)
        >>> Axis(24, log=False).ticks(4)
        (0, 5, 10, 15, 20)
        """
        if self.log:
            top = int(log2(self.most))
            step = next(step for step in range(1, top + 2) if top // step < about)
            return (0, *(1 << power for power in range(0, top + 1, step)))
        steps = (factor * 10**power for power in range(10) for factor in (1, 2, 5))
        step = next(step for step in steps if self.most // step <= about)
        return tuple(range(0, self.most + 1, step))


def axis_of(values: list[int]) -> Axis:
    """Return an axis for values.

    >>> axis_of([1, 2, 512]).log, axis_of([3, 8]).log, axis_of([]).most
    (True, False, 1)
    """
    most = max(values, default=0) or 1
    least = min((value for value in values if value), default=1)
    return Axis(most, most // least >= _WIDE)
