"""A scheme follows the events: its steps are done, its claims are put beside the truth."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import GeneratorType
from typing import Any, TypeAlias, TypeVar

from mmtui.books import Books, Cost, Left, Said, Spoken
from mmtui.fault import SchemeFault, fault_of, misbehaved
from mmtui.kernel.draft import Draft
from mmtui.kernel.scan import scan
from mmtui.limit import OutOfTime
from mmtui.model.counters import Counter, Do, Per
from mmtui.model.events import MAPS, UNMAPS, Event, What
from mmtui.model.folio import LARGE, Folio, folio_of
from mmtui.model.vma import Vma
from mmtui.scheme import NOTHING, Claim, Counting, Scan, Scheme

MAX_STEPS = 100_000
"""Steps of one event; a scheme that takes more is taken to loop for ever."""


R = TypeVar("R")
_Handler: TypeAlias = Callable[[Event], Counting]


def _handlers(scheme: Scheme) -> Mapping[What, _Handler]:
    s = scheme
    return {
        What.NEW_PTES: lambda e: s.new_ptes(e.folio, e.pages, e.vma),
        What.NEW_PMD: lambda e: s.new_pmd(e.folio, e.vma),
        What.MAP_PTES: lambda e: s.map_ptes(e.folio, e.pages, e.vma),
        What.MAP_PMD: lambda e: s.map_pmd(e.folio, e.vma),
        What.DUP_PTES: lambda e: s.dup_ptes(e.folio, e.pages, e.vma),
        What.DUP_PMD: lambda e: s.dup_pmd(e.folio, e.vma),
        What.UNMAP_PTES: lambda e: s.unmap_ptes(e.folio, e.pages, e.vma),
        What.UNMAP_PMD: lambda e: s.unmap_pmd(e.folio, e.vma),
        What.SPLIT_PMD: lambda e: s.split_pmd(e.folio, e.vma),
        What.MOVE_PTES: lambda e: s.move_ptes(e.folio, e.pages, e.vma, _other(e)),
        What.MOVE_PMD: lambda e: s.move_pmd(e.folio, e.vma, _other(e)),
        What.SPLIT_VMA: lambda e: s.split_vma(e.folio, e.vma, _other(e)),
        What.MERGE_VMAS: lambda e: s.merge_vmas(e.folio, e.vma, _other(e)),
    }


def _other(event: Event) -> Vma:
    assert event.other is not None, "moves and VMA events name two VMAs"
    return event.other


class Ledger:
    """The books while operations run."""

    def __init__(self, scheme: Scheme, books: Books, draft: Draft, fault: SchemeFault | None = None) -> None:
        self.scheme = scheme
        self.said: list[Said] = []
        self.wrong: list[Left] = []
        """Counters that went below zero, or were left over when their folio was freed."""
        self.fault = fault
        self._draft = draft
        self._handlers = _handlers(scheme)
        self._claim: object = NOTHING
        self._running = self._handled()
        self._send = self._running.send
        self._send(None)
        self._cells: dict[Counter, dict[int, Any]] = {
            c: dict(books.cells.get(c, {})) for c in scheme.counters()
        }
        self._nr_mapped = {number: spoken.nr_mapped for number, spoken in books.spoken.items()}
        self._queued = {number for number, spoken in books.spoken.items() if spoken.queued}
        self._atomics, self._reads = books.cost

    def frozen(self) -> Books:
        for cells in self._cells.values():
            for number, value in cells.items():
                if type(value) is list:
                    cells[number] = tuple(value)
        cells_now = {counter: dict(cells) for counter, cells in self._cells.items()}
        queued = self._queued
        spoken = {number: Spoken(nr, number in queued) for number, nr in self._nr_mapped.items()}
        return Books(cells_now, spoken, self.cost)

    @property
    def cost(self) -> Cost:
        return Cost(self._atomics, self._reads)

    def follow(self, steps: Generator[Event, None, R], *, keep: bool = True) -> R:
        """Run a kernel operation to its end, accounting for each event; return its result.

        ``said`` and ``wrong`` then speak of this operation; with ``keep=False`` ``said`` stays empty.
        """
        self.said.clear()
        self.wrong.clear()
        account = self.account if keep else self._claimed
        while True:
            try:
                event = next(steps)
            except StopIteration as end:
                self._forget(self._draft.take_freed())
                return end.value  # type: ignore[no-any-return]
            account(event)

    def account(self, event: Event) -> None:
        """Let the scheme count one event, and put its claim beside the truth."""
        draft, folio = self._draft, event.folio
        zero = draft.unmapped_among(folio, event.pages)
        claim = self._claimed(event)
        self.said.append(Said(event, claim, zero, draft.entries(folio), draft.partly_mapped(folio)))

    def _claimed(self, event: Event) -> Claim:
        # after a fault the scheme is asked no more
        if self.fault is not None:
            return NOTHING
        try:
            claim = self._count(event)
        except (OutOfTime, KeyboardInterrupt):
            raise
        except BaseException as error:  # SystemExit too: a plugin does not end the program
            self.fault = fault_of(self._where_it_stands(error), self.scheme, event)
            return NOTHING
        if claim is not NOTHING:
            self._remember(event, claim)
        return claim

    def _where_it_stands(self, error: BaseException) -> BaseException:
        # thrown into the handler, what the ledger objects to gets the handler's line into its traceback
        try:
            self._running.throw(error)
        except BaseException as thrown:
            return thrown
        return error

    def _handled(self) -> Generator[Any, Any, None]:
        # takes events, yields the steps of their handlers, then _DONE; one generator for all events,
        # for `yield from` finds the end of a handler faster than an exception does
        event = yield _DONE
        while True:
            steps = self._handlers[event.what](event)
            if type(steps) is not GeneratorType:
                raise misbehaved(f"has no yield in {event.what.value}(), so nothing would run")
            self._claim = yield from steps
            event = yield _DONE

    def _count(self, event: Event) -> Claim:
        """Take the event's handler through its steps.

        One loop without calls, for it runs once for every atomic: calls would double its time.
        """
        all_cells, send, atomics = self._cells, self._send, 0
        answer: Any = event
        for _ in range(MAX_STEPS):
            step = send(answer)
            if type(step) is not tuple:
                if step is _DONE:
                    self._atomics += atomics
                    return _checked(self._claim)
                answer = self._other_step(step, event)
                continue
            do, counter, number, page, value = step
            cells = all_cells.get(counter)
            if cells is None or page < 0:
                raise misbehaved(f"uses {counter!r}, page {page}: no such counter is declared")
            row = None
            if number & LARGE and counter.per is _PAGE:
                row = cells.get(number)
                if type(row) is not list:
                    row = cells[number] = list(row) if row else [0] * folio_of(number).nr_pages
                old = row[page]
            elif page:
                raise misbehaved(f"uses {counter!r} of page {page}: there is only one")
            else:
                old = cells.get(number, 0)
            if do is _ADD:
                atomics += 1
                value = answer = old + value
                if value < 0:
                    self.wrong.append(Left(folio_of(number), counter, page, value))
            else:
                answer = old
                if do is _READ:
                    continue
                atomics += do is _EXCHANGE
            if row is None:
                cells[number] = value
            else:
                row[page] = value
        raise misbehaved(f"took more than {MAX_STEPS:,} steps for one event")

    def _other_step(self, step: object, event: Event) -> int:
        if not isinstance(step, Scan):
            raise misbehaved(f"yielded {step!r}; a step is a counter access or a scan()")
        found = scan(self._draft, step.vma, event.folio, event.pgoff, step.besides)
        self._reads += found.reads
        return int(found.maps)

    def _remember(self, event: Event, claim: Claim) -> None:
        number, sign = event.folio.number, _SIGN.get(event.what)
        if sign is not None:
            change, total = (claim.first if sign > 0 else claim.gone), self._nr_mapped.get(number, 0)
            known = change is not None and total is not None
            self._nr_mapped[number] = total + sign * change if known else None  # type: ignore[operator]
        if claim.partly:
            self._queued.add(number)

    def _forget(self, freed: list[Folio]) -> None:
        for counter, cells in self._cells.items():
            for folio in freed:
                if left := cells.pop(folio.number, 0):
                    self._note_left(folio, counter, left)
        for folio in freed:
            self._nr_mapped.pop(folio.number, None)
            self._queued.discard(folio.number)

    def _note_left(self, folio: Folio, counter: Counter, value: int | list[int] | tuple[int, ...]) -> None:
        values = (value,) if isinstance(value, int) else value
        self.wrong += [Left(folio, counter, page, left) for page, left in enumerate(values) if left]


def _checked(value: object) -> Claim:
    if type(value) is Claim:
        first, gone, last, partly = value
        numbers = (first is None or type(first) is int) and (gone is None or type(gone) is int)
        if numbers and (last is None or last in _BOOLS) and (partly is None or partly in _BOOLS):
            return value
    raise misbehaved(f"returned {value!r}; a handler returns a Claim")


_BOOLS = (False, True)
_DONE = object()
_SIGN = {**dict.fromkeys(MAPS, 1), **dict.fromkeys(UNMAPS, -1)}
_ADD, _READ, _EXCHANGE, _PAGE = Do.ADD, Do.READ, Do.EXCHANGE, Per.PAGE
