"""What a handler would do to a small folio, found by running it without changing anything."""

from __future__ import annotations

from types import GeneratorType
from typing import Any, NamedTuple, NoReturn, TypeAlias

from mmtui.cells import Cells, Row
from mmtui.fault import misbehaved
from mmtui.handlers import Handler, checked
from mmtui.limit import OutOfTime
from mmtui.model.counters import Counter, Do
from mmtui.model.events import Event
from mmtui.model.folio import Folio
from mmtui.scheme import Claim, Counting

Places: TypeAlias = tuple[tuple[Row, int], ...]
_MOST_STEPS = 50


class Rehearsal(NamedTuple):
    """What a handler did."""

    reads: Places
    """Where it looked, and what it found there, each place once."""
    stores: Places
    """What the places that it wrote to held in the end."""
    atomics: int
    claim: Claim


def rehearsed(handler: Handler, event: Event, cells: Cells) -> Rehearsal | None:
    """Return what a handler would do at an event that maps or unmaps a small folio.

    None if it wants to know which folio it is, looks into page tables, drives a counter out of its range or
    does what no scheme may do: then it has to be run, and what comes of it is seen.
    """
    scratch = _Scratch(cells, event.folio)
    try:
        claim = checked(_run(handler(scratch.folio, event.pages, event.vma), scratch))
    except (OutOfTime, KeyboardInterrupt):
        raise
    except BaseException:  # whatever it is, it comes again where it counts
        return None
    return None if scratch.number.asked else Rehearsal(*scratch.seen(), scratch.atomics, claim)


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
    """The counters of one small folio, to be written to for nothing."""

    def __init__(self, cells: Cells, folio: Folio) -> None:
        self.number = _Number()
        self.folio = _with(self.number, folio)
        self.atomics = 0
        self._fields = cells.fields
        self._real = folio.number
        self._found: dict[Counter, int] = {}
        self._now: dict[Counter, int] = {}
        self._stored = dict[Counter, None]()

    def answer(self, step: object) -> int:
        """Do one step and return its answer; raise ``Misbehaved`` if it must be done in earnest."""
        if type(step) is not tuple or step[2] is not self.number or step[3]:
            raise misbehaved("does more than to use the counters of the folio")
        do, counter, _, _, value = step
        if counter not in self._now:
            self._found[counter] = self._now[counter] = self._fields[counter][0].get(self._real, 0)
        new, answer = _done(do, self._now[counter], value)
        if do is not Do.READ:
            self._store(counter, new)
            self.atomics += do is not Do.SET
        return answer

    def seen(self) -> tuple[Places, Places]:
        """Return what was found where, and what was left in the places that were written to."""
        found = tuple((self._fields[counter][0], value) for counter, value in self._found.items())
        return found, tuple((self._fields[counter][0], self._now[counter]) for counter in self._stored)

    def _store(self, counter: Counter, value: int) -> None:
        if not 0 <= value < self._fields[counter][2]:
            raise misbehaved("drives a counter out of its range")
        self._now[counter] = value
        self._stored[counter] = None


def _done(do: Do, old: int, value: Any) -> tuple[int, int]:
    # what a counter holds afterwards, and the answer; as in ``Do``
    if do is Do.READ:
        return old, old
    if do is Do.ADD:
        return old + value, old + value
    if do is Do.ADD_UNLESS:
        more, unless = value
        return (old, old) if old == unless else (old + more, old + more)
    return value, old


class _Asked(BaseException):
    """A handler asked for the number of a folio."""


def _refuse(number: Any, *_: object) -> NoReturn:
    number.asked = True  # in case the handler catches everything
    raise _Asked


_NEEDED = {"__new__", "__getattribute__", "__doc__"}
_REFUSED = [name for name in vars(int) if name.startswith("__") and name not in _NEEDED]
_Number = type("_Number", (), {"asked": False, **dict.fromkeys(_REFUSED, _refuse)})
"""In place of a folio's number: a counter can be given it, and nothing else can be done with it."""


def _with(number: object, folio: Folio) -> Folio:
    like = Folio(folio.number)
    object.__setattr__(like, "number", number)
    return like
