"""The limit of plain Python: the page table changes of a script, in one loop without calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from mmtui.kernel.draft import Draft
from mmtui.kernel.execute import execute
from mmtui.model.events import MAPS, UNMAPS
from mmtui.model.ops import Op
from mmtui.moment import Moment

Change: TypeAlias = tuple[str, int, int, int]
"""A process, the bit of the entry that is set or cleared, the page it maps, and 1 or -1."""


class Changes(NamedTuple):
    """What a script does to page tables, with everything that can be known before taken out of the loop."""

    steps: tuple[Change, ...]
    events: int
    """Events in which the kernel model told of these changes."""


def changes_of(moment: Moment, ops: Iterable[Op]) -> Changes:
    """Return the changes of some operations, found by running them without a scheme."""
    draft, steps, events = Draft(moment.world, moment.profile), list[Change](), 0
    for op in ops:
        for event in execute(draft, op):
            sign = (event.what in MAPS) - (event.what in UNMAPS)
            assert sign and "pmd" not in event.what.value, f"{event} is not a change of PTEs"
            first = event.pgoff - event.vma.pgoff
            events += 1
            steps += [
                (event.vma.mm, 1 << first + page, event.folio.number << 12 | page, sign)
                for page in event.pages
            ]
    return Changes(tuple(steps), events)


class InlineLoop:
    """The same changes without a model: a bit for each entry, a count for each page, and a total.

    It knows no VMA, no folio and no scheme, answers nothing and keeps nothing: what is left is what
    Python needs to set a bit, to add to a count in a dict and to add to a number.
    """

    def __init__(self, changes: Changes) -> None:
        self._steps = changes.steps
        self._mms = {mm for mm, *_ in changes.steps}
        self._pages = {page for _, _, page, _ in changes.steps}

    def __call__(self) -> int:
        """Return by how many entries more the pages are mapped in the end."""
        ptes, counts, entries = dict.fromkeys(self._mms, 0), dict.fromkeys(self._pages, 0), 0
        for mm, bit, page, by in self._steps:
            ptes[mm] ^= bit
            counts[page] += by
            entries += by
        return entries


def entries_in(moment: Moment) -> Iterator[int]:
    """Yield how many entries map each folio, to compare with what the loop says."""
    return (moment.world.entries(folio) for folio in moment.world.folios() if not folio.zero)
