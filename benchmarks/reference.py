"""The limit of plain Python: the page table changes of a script, in one loop without calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from mmtui.kernel.draft import Draft
from mmtui.kernel.execute import execute
from mmtui.model.events import MAPS, UNMAPS
from mmtui.model.ops import Op
from mmtui.moment import Moment

Change: TypeAlias = tuple[int, int, int, int]
"""Which process, which of its entries, which page the entry maps, and 1 or -1."""


class Changes(NamedTuple):
    """What a script does to page tables; processes and pages are numbered from 0 on."""

    steps: tuple[Change, ...]
    events: int
    """Events in which the kernel model told of these changes."""


def changes_of(moment: Moment, ops: Iterable[Op]) -> Changes:
    """Return the changes of some operations, found by running them without a scheme."""
    draft, steps, events = Draft(moment.world, moment.profile), list[Change](), 0
    mms, pages = _Numbers(), _Numbers()
    for op in ops:
        for event in execute(draft, op):
            sign = (event.what in MAPS) - (event.what in UNMAPS)
            first = event.pgoff - event.vma.pgoff
            events += 1
            for page in event.pages if sign else ():  # a split or a move: the same pages stay mapped
                at = pages[event.folio.number << 12 | page]
                steps.append((mms[event.vma.mm], first + page, at, sign))
    return Changes(tuple(steps), events)


class _Numbers(dict[object, int]):
    def __missing__(self, key: object) -> int:
        self[key] = len(self)
        return self[key]


class InlineLoop:
    """The same changes without a model: a bit for each entry, a count for each page, and a total.

    It knows no VMA, no folio and no scheme, answers nothing and keeps nothing: what is left is what
    Python needs to flip a bit of a number, to add to a count in a list and to add to a total.
    """

    def __init__(self, changes: Changes) -> None:
        self._steps = changes.steps
        self._mms = 1 + max(mm for mm, *_ in changes.steps)
        self._pages = 1 + max(page for _, _, page, _ in changes.steps)

    def __call__(self) -> int:
        """Return by how many entries more the pages are mapped in the end."""
        ptes, counts, entries = [0] * self._mms, [0] * self._pages, 0
        for mm, slot, page, by in self._steps:
            ptes[mm] ^= 1 << slot
            counts[page] += by
            entries += by
        return entries


class DictOfInts:
    """The same changes again, as one would write them down without a model: two dicts of ints.

    One has the page that each entry maps, one how often each page is mapped.
    """

    def __init__(self, changes: Changes) -> None:
        self._steps = changes.steps

    def __call__(self) -> int:
        """Return by how many entries more the pages are mapped in the end; a PMD leaf counts for each."""
        entries, counts = dict[int, int](), dict[int, int]()
        for mm, slot, page, by in self._steps:
            at = mm << 20 | slot
            if by > 0:
                entries[at] = page
            else:
                entries.pop(at, None)
            counts[page] = counts.get(page, 0) + by
        return sum(counts.values())


def entries_in(moment: Moment) -> Iterator[int]:
    """Yield how many entries map each folio, to compare with what the loop says."""
    return (moment.world.entries(folio) for folio in moment.world.folios() if not folio.zero)
