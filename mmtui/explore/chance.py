"""Long random runs on larger machines, where not every run can be looked at."""

from __future__ import annotations

from typing import NamedTuple

from mmtui.explore.grow import ranges
from mmtui.explore.machine import Machine
from mmtui.explore.machines import machines, more, without
from mmtui.kernel.profile import Profile
from mmtui.model.ops import Op
from mmtui.model.world import World
from mmtui.rng import Pcg32

SIZES = (8, 16, 64)
"""Pages of a folio."""
MMS = (2, 3, 4)
LONGEST = 60
"""Operations of a run after its setup."""

_SELDOM = 8


class Chances(NamedTuple):
    """What is drawn from; None is everything."""

    seed: int
    pages: int | None = None
    mms: int | None = None
    longest: int = LONGEST
    names: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()


class Draw:
    """Case ``n`` of a seed: a machine, and one operation after the other.

    It is drawn with our own generator, so it is the same on every machine and for every number of workers.
    """

    def __init__(self, chances: Chances, case: int, profile: Profile) -> None:
        self._rng = Pcg32(chances.seed, case)
        self._pages = chances.pages or self._rng.choice(SIZES)
        known = chosen(profile, self._pages, chances.mms or self._rng.choice(MMS), chances)
        self.machine = self._rng.choice(known)
        self._left = 1 + self._rng.below(chances.longest)

    def next(self, world: World) -> Op | None:
        """Return the next operation; at the end all processes exit, one after the other, then it is None."""
        if self._left:
            self._left -= 1
            if choices := [op for _, op in self.machine.choices(world)]:
                return self._somewhere(self._chosen(choices))
        name = next(iter(world.mms), None)
        return None if name is None else Op(name, "exit")

    def _chosen(self, choices: list[Op]) -> Op:
        # what makes an end of nearly everything comes seldom, or most runs would be short
        op = self._rng.choice(choices)
        while (op.verb == "exit" or (op.verb == "munmap" and len(op.words) == 1)) and self._rng.below(
            _SELDOM
        ):
            op = self._rng.choice(choices)
        return op

    def _somewhere(self, op: Op) -> Op:
        # as often as not another range of pages than the menu has
        places = ranges(op.words)
        if len(places) != 2 or self._rng.below(2):
            return op
        span = self._rng.span(range(self._pages))
        words = list(op.words)
        words[places[0]], words[places[1]] = str(span.start), str(span.stop)
        return Op(op.process, op.verb, tuple(words))


def chosen(profile: Profile, pages: int, mms: int, chances: Chances) -> tuple[Machine, ...]:
    """Return the machines of these sizes with the operations that were asked for."""
    every = [
        each for each in machines(profile, pages=pages, mms=mms) if each.name != "anon-real" or chances.names
    ]
    return tuple(
        without(more(machine, chances.more), chances.less)
        for machine in every
        if machine.name in chances.names or not chances.names
    )
