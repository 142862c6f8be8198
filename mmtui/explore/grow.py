"""A run on a machine with another size of folio."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mmtui.explore.replay import ran
from mmtui.explore.subject import Maker
from mmtui.explore.verdict import Counterexample
from mmtui.model.ops import Op

_NUMBER = re.compile(r"(?<![\w:])[0-9]+|(?<=skew=)[0-9]+")


def scaled(ops: Sequence[Op], pages: int, before: int) -> tuple[Op, ...]:
    """Return the operations with every number of pages as much larger or smaller; no range becomes empty."""
    return tuple(Op(op.process, op.verb, _words(op.words, pages, before)) for op in ops)


def _words(words: Sequence[str], pages: int, before: int) -> tuple[str, ...]:
    scaled = [_NUMBER.sub(lambda found: str(int(found[0]) * pages // before), word) for word in words]
    places = ranges(words)
    if len(places) == 2 and int(scaled[places[1]]) <= int(scaled[places[0]]):
        scaled[places[1]] = str(int(scaled[places[0]]) + 1)
    return tuple(scaled)


def ranges(words: Sequence[str]) -> list[int]:
    """Return where the numbers stand; two are a range."""
    return [at for at, word in enumerate(words) if word.isdigit()]


def _enlarged(ops: Sequence[Op], pages: int, before: int) -> Iterator[tuple[Op, ...]]:
    # all numbers, or only those of memory that is made, with the same pages of it touched as before
    yield scaled(ops, pages, before)
    yield tuple(scaled([op], pages, before)[0] if op.verb in ("mmap", "memfd") else op for op in ops)


def grown(maker: Maker, example: Counterexample, sizes: Sequence[int]) -> Counterexample | None:
    """Return the run on a machine with one of these numbers of pages in a PMD, the first that is broken too.

    By the same checker; None if it is broken on none.
    """
    before = example.machine.pages_per_pmd
    if before in sizes:
        return example
    for pages in sizes:
        for ops in _enlarged(example.ops, pages, before):
            steps = ran(maker, ops, pages)
            found = steps[-1].found
            if found is not None and found.checker == example.found.checker:
                machine = example.machine._replace(pages_per_pmd=pages)
                return Counterexample(machine, ops[: len(steps)], found)
    return None
