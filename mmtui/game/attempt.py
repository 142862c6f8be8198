"""The player's own operations in an ``act``: a value, of which every earlier one can be had back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from mmtui.model.ops import Op

Ops: TypeAlias = tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the player has done since the scenario's own operations.

    >>> from mmtui.model.ops import parse_op
    >>> one = Attempt(3).added(parse_op("A exit"), 3)
    >>> len(one.ops), len(one.undone().ops), len(one.undone().redone().ops)
    (1, 0, 1)
    """

    start: int
    """How many of the scenario's operations came before."""
    ops: Ops = ()
    past: tuple[Ops, ...] = ()
    """What it was before each change, the latest last."""
    future: tuple[Ops, ...] = ()
    """What was undone, the latest last."""

    @property
    def end(self) -> int:
        """How many operations there are in all."""
        return self.start + len(self.ops)

    def added(self, op: Op, at: int) -> Attempt:
        """Do an operation at moment ``at``; what came after it is left, and undo brings it back."""
        kept = self.ops[: max(0, at - self.start)]
        return self._changed((*kept, op))

    def cleared(self) -> Attempt:
        """Begin anew; undo brings back what there was."""
        return self._changed(()) if self.ops else self

    def undone(self) -> Attempt:
        """Take the latest change back; the same if there is none."""
        if not self.past:
            return self
        *past, ops = self.past
        return replace(self, ops=ops, past=tuple(past), future=(*self.future, self.ops))

    def redone(self) -> Attempt:
        """Do again what was undone last; the same if nothing was."""
        if not self.future:
            return self
        *future, ops = self.future
        return replace(self, ops=ops, past=(*self.past, self.ops), future=tuple(future))

    def _changed(self, ops: Ops) -> Attempt:
        return replace(self, ops=ops, past=(*self.past, self.ops), future=())
