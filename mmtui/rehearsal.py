"""What a handler would do at an event of one page, found by running it without changing anything."""

from __future__ import annotations

from types import GeneratorType
from typing import Any, NamedTuple, TypeAlias

from mmtui.cells import Cells, Row
from mmtui.fault import misbehaved
from mmtui.handlers import Handler, checked
from mmtui.interrupt import is_ctrl_c
from mmtui.limit import OutOfTime
from mmtui.model.counters import Counter, Do
from mmtui.model.events import Event
from mmtui.model.folio import Folio
from mmtui.scheme import Claim, Counting
from mmtui.standin import Answer, AnyVma, OnePage, Place, StandIn

_MOST_STEPS = 50

Check: TypeAlias = tuple[Row, bool, Row | None, int, int]
"""A row, whether it has a value for each page, a row whose value is taken from the one there, or None, and
from which value on and below which that must be."""
Store: TypeAlias = tuple[Row, bool, bool, int]
"""A row, whether it has a value for each page, whether the next is added to the one there, what is stored."""


class Rehearsal(NamedTuple):
    """What a handler does to each folio of a kind and each page where all checks hold."""

    checks: tuple[Check, ...]
    stores: tuple[Store, ...]
    atomics: int
    claim: Claim
    any_vma: bool
    """It did not look at the VMA."""


def rehearsed(handler: Handler, event: Event, cells: Cells) -> Rehearsal | None:
    """Return what a handler would do at an event that maps or unmaps one page of a folio.

    None if it wants to know which folio or page it is, looks into page tables, drives a counter out of its
    range or does what no scheme may do: then it has to be run, and what comes of it is seen.
    """
    scratch, looks = _Scratch(cells, event), list[object]()
    vma: Any = AnyVma(event.vma, looks)
    try:
        claim = checked(_run(handler(scratch.folio, scratch.pages, vma), scratch))
        stores = scratch.stores()  # first, for it can tie a place to its value
    except OutOfTime:
        raise
    except BaseException as error:  # whatever it is, it comes again where it counts
        if is_ctrl_c(error):
            raise
        return None
    if scratch.asked or any(isinstance(value, StandIn) for value in claim):
        return None
    return Rehearsal(scratch.checks(), stores, scratch.atomics, claim, not looks)


def _run(steps: Counting, scratch: _Scratch) -> object:
    if type(steps) is not GeneratorType:
        raise misbehaved("has no yield")
    answer: Any = None
    for _ in range(_MOST_STEPS):
        try:
            step = steps.send(answer)
        except StopIteration as end:
            return end.value
        answer = scratch.answer(step)
    raise misbehaved("takes more steps than can be remembered")


class _Scratch:
    """The counters of one folio, and of one of its pages, to be written to for nothing."""

    def __init__(self, cells: Cells, event: Event) -> None:
        self.asked: list[object] = []
        """What it wanted to know of the stand-ins, which is not to be had."""
        self._number = StandIn(self.asked)
        self.folio = _with(self._number, event.folio)
        page = OnePage(self.asked)
        self.pages: Any = page if event.folio.large else event.pages
        self._page: object = page.start
        self.atomics = 0
        self._fields = cells.fields
        self._real = event.folio.number, event.pages.start
        self._places: dict[Counter, Place] = {}
        self._now: dict[Counter, Any] = {}
        self._stored = dict[Counter, None]()

    def answer(self, step: object) -> Any:
        """Do one step and return its answer; raise ``Misbehaved`` if it must be done in earnest."""
        if type(step) is not tuple or step[2] is not self._number or not self._is_page(step[1], step[3]):
            raise misbehaved("does more than to use the counters of the folio and of its page")
        do, counter, _, _, value = step
        if counter not in self._now:
            self._places[counter] = self._found(counter)
            self._now[counter] = Answer(self.asked, self._places[counter])
        new, answer = _done(do, self._now[counter], value)
        if do is not Do.READ:
            self._store(counter, new)
            self.atomics += do is not Do.SET
        return answer

    def stores(self) -> tuple[Store, ...]:
        """Return what was done to the places that it wrote to."""
        return tuple(self._store_of(counter) for counter in self._stored)

    def checks(self) -> tuple[Check, ...]:
        """Return what must be so, as far as it is not so always."""
        places = [near for place in self._places.values() for near in (place, *place.beside.values())]
        return tuple(
            (place.row, place.paged, place.less.row if place.less else None, place.low, place.high)
            for place in places
            if place.paged or place.narrowed
        )

    def _paged(self, counter: Counter) -> bool:
        return self.folio.large and self._fields[counter][1]

    def _is_page(self, counter: Counter, page: object) -> bool:
        return page is self._page if self._paged(counter) else type(page) is int and page == 0

    def _found(self, counter: Counter) -> Place:
        (number, page), row, paged = self._real, self._fields[counter][0], self._paged(counter)
        found = row.get(number, 0)
        return Place(row, paged, found[page] if found and paged else found, counter.fitting)

    def _store(self, counter: Counter, value: Any) -> None:
        if not 0 <= value < self._fields[counter][2]:
            raise misbehaved("drives a counter out of its range")
        self._now[counter] = value
        self._stored[counter] = None

    def _store_of(self, counter: Counter) -> Store:
        value, place = self._now[counter], self._places[counter]
        if type(value) is Answer and value.place is place:
            return place.row, place.paged, True, value.by
        return place.row, place.paged, False, value.tied() if type(value) is Answer else value


def _done(do: Do, old: Any, value: Any) -> tuple[Any, Any]:
    # what a counter holds afterwards, and the answer; as in ``Do``
    if do is Do.READ:
        return old, old
    if do is Do.ADD:
        return old + value, old + value
    if do is Do.ADD_UNLESS:
        more, unless = value
        new = old if old == unless else old + more
        return new, new
    return value, old


def _with(number: object, folio: Folio) -> Folio:
    like = Folio(folio.number)
    object.__setattr__(like, "number", number)
    return like
