"""What a scheme does when one page is mapped or unmapped, remembered: where counters are alike, the same.

A handler is a function of its arguments and of the answers to its steps.  From one page to the next only
the folio's number, the page and the answers differ; so a handler that can do without the first two does
the same to every page for which its comparisons with the answers come out the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from mmtui.books import total_after
from mmtui.cells import Cells
from mmtui.handlers import Handler
from mmtui.model.events import Event, What
from mmtui.model.folio import KIND, Folio
from mmtui.model.vma import Vma
from mmtui.rehearsal import rehearsed
from mmtui.rules import Act, act_of
from mmtui.scheme import NOTHING, Claim

_FIRST_EVENTS = 8
"""Events of one kind that happen before anything is remembered; for fewer it is not worth it."""
_MOST_RULES = 8
"""Times that it is found out what happens at one kind of event: who always goes another way is asked."""


# plain tuples, for they are unpacked at every event and a named one takes longer

Rule: TypeAlias = tuple[Act, int, int | None, Claim]
"""What is done if it fits, how many atomics that takes, by how much the pages that were said to be mapped
change (None if the scheme cannot say), and the claim."""
Habit: TypeAlias = tuple[int, Vma | None, list[Rule]]
"""How one kind of event goes: of folios alike in their order and in being anonymous, in one VMA or in all."""
_NO_HABIT: Habit = (-1, None, [])


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
        """How many events may still be unknown before no more is learned."""

    def claim(self, event: Event, what: What, folio: Folio, pages: range, vma: Vma) -> Claim | None:
        """Do to one page what the scheme would do, and return its claim; None if it has to be asked.

        That it calls the folio partly mapped is left to be noted.
        """
        number = folio.number
        kind, bound, rules = self._habits.get(what, _NO_HABIT)
        if kind != number & KIND or (bound is not vma and bound is not None):
            self._begin(what, number & KIND)
            return None
        page = pages.start
        for act, atomics, change, claim in rules:
            done = act(number, page)
            if done:
                self._cells.atomics += atomics
                if claim is not NOTHING and (change != 0 or number not in self._nr_mapped):
                    total = self._nr_mapped.get(number, 0)
                    self._nr_mapped[number] = None if total is None or change is None else total + change
                return claim
            if done is None:
                return None
        if self._left[what]:
            self._learn(event)
        return None

    def _begin(self, what: What, kind: int) -> None:
        self._habits[what] = (kind, None, [])
        self._left[what] = _MOST_RULES + _FIRST_EVENTS

    def _learn(self, event: Event) -> None:
        """Find out what will happen at an event, and remember it if it can be."""
        what = event.what
        self._left[what] -= 1
        if self._left[what] >= _MOST_RULES:
            return
        rehearsal = rehearsed(self._handlers[what], event, self._cells)
        if rehearsal is None:
            return
        checks, stores, atomics, claim, any_vma = rehearsal
        kind, bound, rules = self._habits[what]
        rules.append((act_of(checks, stores), atomics, total_after(0, what, claim), claim))
        self._habits[what] = (kind, bound if any_vma else event.vma, rules)
