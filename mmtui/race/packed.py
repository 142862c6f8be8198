"""All that CPUs share, and where each of them stands, in one int: cheap to keep and to compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mmtui.race.steps import Key

NARROW = 5
"""Bits that a value gets to begin with; what does not fit gets twice as many, and the search begins anew."""


class Field(NamedTuple):
    """Where a value stands in a state: two's complement, so that 0 is 0 wherever it is met first."""

    shift: int
    width: int

    @property
    def mask(self) -> int:
        return (1 << self.width) - 1 << self.shift

    def value(self, state: int) -> int:
        raw = state >> self.shift & (1 << self.width) - 1
        return raw - (1 << self.width) if raw >> self.width - 1 else raw

    def raw(self, value: int) -> int:
        """Return the bits of a value at the place of the field."""
        return (value & (1 << self.width) - 1) << self.shift

    def fits(self, value: int) -> bool:
        return -1 << self.width - 1 <= value < 1 << self.width - 1


class TooNarrow(Exception):
    """A value does not fit into its field; the search begins anew with a wider one."""

    def __init__(self, key: Key | None = None) -> None:
        super().__init__(f"{key!r}")
        self.key = key


class Fields:
    """The layout of a state.  A field is added above all others when it is met first, so no state changes."""

    def __init__(self, first: int, widths: Mapping[Key, int]) -> None:
        self.top = first
        self._widths = widths
        self._fields: dict[Key, Field] = {}

    def of(self, key: Key) -> Field:
        field = self._fields.get(key)
        if field is None:
            field = self._fields[key] = Field(self.top, self._widths.get(key, NARROW))
            self.top += field.width
        return field

    def packed(self, values: Mapping[Key, int]) -> int:
        """Return the state in which these values stand, and 0 everywhere else."""
        state = 0
        for key, value in values.items():
            if not self.of(key).fits(value):
                raise TooNarrow(key)
            state |= self.of(key).raw(value)
        return state

    def known(self) -> Mapping[Key, Field]:
        return self._fields


class View:
    """The shared memory while a step is done: what it changes, and which fields that depends on."""

    def __init__(self, fields: Fields, state: int) -> None:
        self._fields = fields
        self._before = state
        self._now: dict[Key, int] = {}
        self.touched = 0
        """The bits of the state that were looked at."""
        self._added = 0

    def __getitem__(self, key: Key) -> int:
        field = self._fields.of(key)
        self.touched |= field.mask
        return self._now[key] if key in self._now else field.value(self._before)

    def __setitem__(self, key: Key, value: int) -> None:
        field = self._fields.of(key)
        if not field.fits(value):
            raise TooNarrow(key)
        self.touched |= field.mask
        self._now[key] = value

    def add(self, key: Key, value: int) -> None:
        # without a look at the old value; such a field starts in the middle of its range (see Machine)
        self._added += value << self._fields.of(key).shift

    @property
    def change(self) -> int:
        """Return what is to be added to the state."""
        change = self._added
        for key, value in self._now.items():
            field = self._fields.of(key)
            change += field.raw(value) - (self._before & field.mask)
        return change
