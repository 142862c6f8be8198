"""What a scheme does to small folios, remembered: to those whose counters are alike it does the same.

A handler is a function of its arguments and of the answers to its steps.  While a range of one VMA is
worked on, from one small folio to the next only the folio's number differs; so a handler that can do
without it does the same to every folio whose counters hold the same values.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeAlias

from mmtui.books import total_after
from mmtui.cells import Cells, Row
from mmtui.handlers import Handler
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma
from mmtui.rehearsal import rehearsed
from mmtui.scheme import NOTHING, Claim

_FIRST_EVENTS = 8
"""Events of one kind that happen before anything is remembered; for fewer it is not worth it."""
_MOST_OUTCOMES = 200
"""Outcomes that are remembered of one kind of event: counters that never hold the same are not followed."""


# plain tuples, for they are unpacked at every event and a named one takes longer

Outcome: TypeAlias = tuple[tuple[tuple[Row, Any], ...], int, Claim]
"""What an event comes to: what the folio has afterwards and where, how many atomics it takes, the claim."""
Branches: TypeAlias = dict[Any, tuple[Row | None, Any]]
"""By a value that was found: the row to look into next and its ``Branches``, or None and an ``Outcome``."""
_UNKNOWN = (None, None)
Habit: TypeAlias = tuple[Vma | None, bool, Row | None, Branches]
"""How one kind of event goes: in this VMA, for small folios that are anonymous or not, by what is in a row.

The first row is what was said of the folio; None if nothing can be remembered.
"""
_NO_HABIT: Habit = (None, False, None, {})


class Habits:
    """The habits of one scheme while operations run; of each kind of event the last one."""

    def __init__(
        self, handlers: Mapping[What, Handler], cells: Cells, nr_mapped: dict[int, int | None]
    ) -> None:
        self._handlers = handlers
        self._cells = cells
        self._nr_mapped = nr_mapped
        self._habits: dict[What, Habit] = {}
        self._left: dict[What, int] = {}
        """How many events may still be unknown before it is given up."""

    def claim(self, event: Event, what: What, folio: Folio, vma: Vma) -> Claim | None:
        """Do to a small folio what the scheme would do, and return its claim; None if it has to be asked."""
        known, anon, row, found = self._habits.get(what, _NO_HABIT)
        if known is not vma or anon is not folio.anon:
            self._begin(event)
            return None
        number = folio.number
        while row is not None:
            row, found = found.get(row.get(number, 0), _UNKNOWN)
        if found is None:
            found = self._learned(event)
        if not found:
            return None
        claim: Claim
        stores, atomics, claim = found
        for row, value in stores:
            row[number] = value
        self._cells.atomics += atomics
        return claim

    def _begin(self, event: Event) -> None:
        self._habits[event.what] = (event.vma, event.folio.anon, self._nr_mapped, {})
        self._left[event.what] = _MOST_OUTCOMES + _FIRST_EVENTS

    def _learned(self, event: Event) -> Outcome | None:
        """Return what an event will come to, and remember it; None if it must happen to be known."""
        self._left[event.what] -= 1
        if self._left[event.what] >= _MOST_OUTCOMES:
            return None
        rehearsal = rehearsed(self._handlers[event.what], event, self._cells)
        if rehearsal is None or not self._left[event.what] or rehearsal.claim.partly:
            self._give_up(event)
            return None
        reads, changed, atomics, claim = rehearsal
        stores: tuple[tuple[Row, Any], ...] = changed
        total = self._nr_mapped.get(event.folio.number, 0)
        if claim is not NOTHING:
            stores = (*stores, (self._nr_mapped, total_after(total, event.what, claim)))
        outcome = stores, atomics, claim
        if not _grow(self._habits[event.what][3], [(self._nr_mapped, total), *reads], outcome):
            self._give_up(event)
            return None
        return outcome

    def _give_up(self, event: Event) -> None:
        self._habits[event.what] = (event.vma, event.folio.anon, None, {})


def _grow(branches: Branches, reads: list[tuple[Row, Any]], outcome: Outcome) -> bool:
    """Make the way from what was found in each row to the outcome.

    Returns False if from there another way was gone before: the handler goes by something else as well.
    """
    for (_, found), (row, _) in pairwise(reads):
        known, deeper = branches.setdefault(found, (row, {}))
        if known is not row:
            return False
        branches = deeper
    return branches.setdefault(reads[-1][1], (None, outcome))[0] is None
