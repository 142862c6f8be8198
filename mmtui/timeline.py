"""All moments of a run: any of them at once, few of them kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from copy import copy

from mmtui.counted import counted
from mmtui.guarded import after
from mmtui.kernel.profile import Profile
from mmtui.model.ops import Op
from mmtui.moment import Moment
from mmtui.scheme import Scheme

KEEP_EVERY = 64
_RECENT = 32


class Timeline:
    """A run under one scheme.  ``timeline[n]`` is the machine after ``n`` operations.

    Moments are values, so a run is fixed by its operations.  Every 64th moment is kept; one in
    between is made again from the one below it, so that ten thousand steps fit into memory.
    """

    def __init__(self, ops: Sequence[Op], scheme: Scheme, profile: Profile, pages_per_pmd: int = 512) -> None:
        self.ops = tuple(ops)
        self._kept: list[Moment] = [Moment.first(scheme, profile, pages_per_pmd)]
        self._recent: OrderedDict[int, Moment] = OrderedDict()

    def __len__(self) -> int:
        """How many operations there are; the last moment is ``timeline[len(timeline)]``."""
        return len(self.ops)

    def __getitem__(self, n: int) -> Moment:
        if not 0 <= n <= len(self.ops):
            raise IndexError(f"after {counted(len(self.ops), 'operation')} there is no moment {n}")
        if n in self._recent:
            self._recent.move_to_end(n)
            return self._recent[n]
        moment = self._made(n)
        self._recent[n] = moment
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        return moment

    @property
    def scheme(self) -> Scheme:
        return self._kept[0].scheme

    def until(self, n: int) -> Timeline:
        """Return the run of the first ``n`` operations; what has run already is not run again."""
        kept = self._kept[: n // KEEP_EVERY + 1]
        return self._like(self.ops[:n], kept, {at: moment for at, moment in self._recent.items() if at <= n})

    def then(self, op: Op) -> Timeline:
        """Return this run with one operation more at its end."""
        return self._like((*self.ops, op), self._kept, self._recent)

    def _like(self, ops: tuple[Op, ...], kept: Sequence[Moment], recent: Mapping[int, Moment]) -> Timeline:
        other = copy(self)
        other.ops, other._kept, other._recent = ops, list(kept), OrderedDict(recent)
        return other

    def _made(self, n: int) -> Moment:
        while len(self._kept) * KEEP_EVERY <= n:
            last = self._kept[-1]
            self._kept.append(after(last, *self.ops[last.n : last.n + KEEP_EVERY]))
        if n - 1 in self._recent:
            return after(self._recent[n - 1], self.ops[n - 1])
        kept = self._kept[n // KEEP_EVERY]
        return after(kept, *self.ops[kept.n : n]) if n > kept.n else kept
