"""A failing run made small: as few operations, pages and words as still break the scheme in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmtui.explore.expand import AGAIN
from mmtui.explore.grow import ranges, scaled
from mmtui.explore.machines import PAGES
from mmtui.explore.replay import ran
from mmtui.explore.step import MISBEHAVED
from mmtui.explore.subject import Maker
from mmtui.explore.verdict import Counterexample
from mmtui.findings import Finding
from mmtui.model.ops import Op

Run = tuple[int, tuple[Op, ...]]
"""Pages of a PMD, and the operations."""


def shrunk(maker: Maker, example: Counterexample) -> Counterexample:
    """Return a run that breaks the scheme in the same way and cannot be made smaller by one change.

    The same way is the same checker, or the same misbehaviour.  Always the same for the same run.
    """
    one = _Shrinking(maker, example)
    if not one.confirmed():
        return example._replace(found=Finding(MISBEHAVED, AGAIN))
    if "still running" not in example.found.text:  # each time it would take as long as the limit
        one.shrink()
    return one.example()


class _Shrinking:
    def __init__(self, maker: Maker, example: Counterexample) -> None:
        self._maker, self._machine = maker, example.machine
        self._kind = _kind(example.found)
        self._pages, self._ops = example.machine.pages_per_pmd, example.ops
        self._found = example.found

    def example(self) -> Counterexample:
        return Counterexample(self._machine._replace(pages_per_pmd=self._pages), self._ops, self._found)

    def confirmed(self) -> bool:
        return self._accepts(self._pages, self._ops)

    def shrink(self) -> None:
        """Take away and simplify until nothing changes any more."""
        before: Run = (0, ())
        while before != (self._pages, self._ops):
            before = (self._pages, self._ops)
            self._take_away()
            self._take_sizes()
            self._take_words()

    def _take_away(self) -> None:
        # delta debugging: halves, quarters, ... single operations, from the end on
        size = max(1, len(self._ops) // 2)
        while True:
            at = len(self._ops) - size
            while at >= 0 or at > -size:
                start = max(at, 0)
                self._accepts(self._pages, self._ops[:start] + self._ops[start + size :])
                at = min(at, len(self._ops)) - size
            if size == 1:
                return
            size //= 2

    def _take_sizes(self) -> None:
        for pages in PAGES:
            if pages < self._pages and self._accepts(pages, scaled(self._ops, pages, self._pages)):
                return

    def _take_words(self) -> None:
        for at in range(len(self._ops)):
            for op in _simpler(self._ops[at]):
                if self._accepts(self._pages, (*self._ops[:at], op, *self._ops[at + 1 :])):
                    break

    def _accepts(self, pages: int, ops: Sequence[Op]) -> bool:
        """Run it; if it breaks the scheme in the same way, go on from there."""
        if not ops:
            return False
        steps = ran(self._maker, ops, pages)
        found = steps[-1].found
        if found is None or _kind(found) != self._kind:
            return False
        kept = [op for op, step in zip(ops, steps, strict=False) if not step.moment.result.nonsense]
        self._pages, self._ops, self._found = pages, tuple(kept), found
        return True


def _kind(found: Finding) -> str:
    return found.text.partition(" at ")[0] if found.checker == MISBEHAVED else found.checker


def _simpler(op: Op) -> Iterator[Op]:
    """Yield the operation with a plainer range, the plainest first: all pages, one page."""
    places = ranges(op.words)
    if len(places) != 2:
        return
    start, end = (int(op.words[at]) for at in places)
    words = [word for at, word in enumerate(op.words) if at not in places]
    yield Op(op.process, op.verb, tuple(words))
    for page in dict.fromkeys((start, end - 1)):
        if end - start > 1:
            yield Op(op.process, op.verb, (*words[:1], str(page), str(page + 1), *words[1:]))
