"""A scheme follows the events: its steps are done, its claims are put beside the truth."""

from __future__ import annotations

from collections.abc import Callable, Generator
from types import GeneratorType
from typing import Any, TypeVar

from mmtui.books import Books, Cost, Left, Said, Spoken
from mmtui.fault import SchemeFault, fault_of, misbehaved
from mmtui.handlers import checked, handlers_of
from mmtui.kernel.draft import Draft
from mmtui.kernel.scan import scan
from mmtui.limit import OutOfTime
from mmtui.model.counters import Access, Counter, Do, Per
from mmtui.model.events import MAPS, UNMAPS, Event
from mmtui.model.folio import LARGE, Folio, folio_of
from mmtui.scheme import NOTHING, Claim, Scan, Scheme

MAX_STEPS = 100_000
"""Steps of one event; a scheme that takes more is taken to loop for ever."""


R = TypeVar("R")


class Ledger:
    """The books while operations run."""

    def __init__(self, scheme: Scheme, books: Books, draft: Draft, fault: SchemeFault | None = None) -> None:
        self.scheme = scheme
        self.said: list[Said] = []
        self.wrong: list[Left] = []
        """Counters that went below zero, wrapped, or were left over when their folio was freed."""
        self.fault = fault
        self._draft = draft
        self._handlers = handlers_of(scheme)
        self._event: Event | None = None
        """What the scheme is counting; None while the kernel runs."""
        self._cells: dict[Counter, dict[int, Any]] = {
            c: dict(books.cells.get(c, {})) for c in scheme.counters()
        }
        self._fields = {
            counter: (cells, counter.per is Per.PAGE, counter.fitting.stop)
            for counter, cells in self._cells.items()
        }
        """What the loop asks of a counter: its values, whether each page has one, and where it ends."""
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
        running = self._counted(steps, keep)
        while True:
            try:
                result: R = self._perform(running)
            except (OutOfTime, KeyboardInterrupt):
                raise
            except BaseException as error:  # SystemExit too: a plugin does not end the program
                if self._event is None:  # the kernel model's own
                    raise
                self._break(_where_it_stands(running, error), self._event, keep)
                running = self._counted(steps, keep)
            else:
                self._forget(self._draft.take_freed())
                return result

    def _counted(self, steps: Generator[Event, None, R], keep: bool) -> Generator[Any, Any, R]:
        # the operation, with the accesses of the handlers in place of its events; one generator for all
        # of them, for `yield from` finds the end of a handler faster than an exception does, and no
        # calls of our own, for it goes round once for every event
        handlers, nr_mapped, said, self._event = self._handlers, self._nr_mapped, NOTHING, None
        while True:
            try:
                event = next(steps)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # what an exception carries has no type
            if self.fault is not None:  # the scheme is asked no more
                if keep:
                    self._note(event, NOTHING)
                continue
            what, folio, pages, vma, _, other = self._event = event
            handler = handlers[what](folio, pages, vma, other)
            if type(handler) is not GeneratorType:
                raise misbehaved(f"has no yield in {what.value}(), so nothing would run")
            claim = yield from handler
            if claim is not said:  # the same claim is the same object, mostly
                said = checked(claim)
            self._event = None
            if keep:
                self._note(event, claim)
            if claim is NOTHING:
                continue
            if what in _SPEAKS_OF:
                at, sign = _SPEAKS_OF[what]
                change, total = claim[at], nr_mapped.get(folio.number, 0)
                known = change is not None and total is not None
                nr_mapped[folio.number] = total + sign * change if known else None
            if claim.partly:
                self._queued.add(folio.number)

    def _break(self, error: BaseException, event: Event, keep: bool) -> None:
        self.fault = fault_of(error, self.scheme, event)
        if keep:
            self._note(event, NOTHING)

    def _perform(self, running: Generator[Any, Any, R]) -> R:
        answer = None
        while True:
            event = self._event
            try:
                answer = self._steps(running.send, answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            if event is not None and event is self._event:
                raise misbehaved(f"took more than {MAX_STEPS:,} steps for one event")

    def _steps(self, send: Callable[[Any], Any], answer: Any) -> Any:
        """Do what a scheme does, at most MAX_STEPS steps; return the answer to the last.

        One loop without calls, for it runs once for every atomic: calls would double its time.
        """
        fields, atomics = self._fields, 0
        try:
            for _ in range(MAX_STEPS):
                step = send(answer)
                if type(step) is not tuple:
                    answer = self._other_step(step)
                    continue
                do, counter, number, page, value = step
                field = fields.get(counter)
                if field is None or page < 0:
                    raise misbehaved(f"uses {counter!r}, page {page}: no such counter is declared")
                (cells, of_pages, end), row = field, None
                if of_pages and number & LARGE:
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
                else:
                    answer = old
                    if do is _READ:
                        continue
                    atomics += do is not _SET
                    if do is _ADD_UNLESS:
                        more, unless = value
                        value = answer = old if old == unless else old + more
                if not 0 <= value < end:
                    value = self._out_of_range(step, value)
                    if do is _ADD:
                        answer = value
                if row is None:
                    cells[number] = value
                else:
                    row[page] = value
        finally:
            self._atomics += atomics
        return answer

    def _out_of_range(self, step: Access, value: int) -> int:
        # what the field keeps; below zero a value may be stored, but nothing can be counted
        do, counter, number, page, _ = step
        kept = counter.wrapped(value)
        if kept != value:
            self.wrong.append(Left(folio_of(number), counter, page, kept, wrapped_from=value))
        elif do is _ADD:
            self.wrong.append(Left(folio_of(number), counter, page, kept))
        return kept

    def _other_step(self, step: object) -> int:
        event = self._event
        if not isinstance(step, Scan) or event is None:
            raise misbehaved(f"yielded {step!r}; a step is a counter access or a scan()")
        found = scan(self._draft, event.folio, event.pgoff, step)
        self._reads += found.reads
        return found.pages

    def _note(self, event: Event, claim: Claim) -> None:
        # a claim beside the truth
        draft, folio = self._draft, event.folio
        zero = draft.unmapped_among(folio, event.pages)
        self.said.append(Said(event, claim, zero, draft.entries(folio), draft.partly_mapped(folio)))

    def _forget(self, freed: list[Folio]) -> None:
        if not freed:
            return
        for counter, cells in self._cells.items():
            for folio in freed:
                left = cells.pop(folio.number, 0)
                # of a file's folio nothing clears a flag before it is freed
                if left and (folio.anon or counter.bits > 1):
                    self._note_left(folio, counter, left)
        for folio in freed:
            self._nr_mapped.pop(folio.number, None)
            self._queued.discard(folio.number)

    def _note_left(self, folio: Folio, counter: Counter, value: int | list[int] | tuple[int, ...]) -> None:
        values = (value,) if isinstance(value, int) else value
        self.wrong += [Left(folio, counter, page, left) for page, left in enumerate(values) if left]


def _where_it_stands(running: Any, error: BaseException) -> BaseException:
    # thrown into the handler, what the ledger objects to gets the handler's line into its traceback;
    # what the handler raised itself has it, and then no handler stands
    try:
        if running.gi_yieldfrom is not None:
            running.gi_yieldfrom.throw(error)
    except BaseException as thrown:
        return thrown
    return error


_FIRST, _GONE = map(Claim._fields.index, ("first", "gone"))
_SPEAKS_OF = {**dict.fromkeys(MAPS, (_FIRST, 1)), **dict.fromkeys(UNMAPS, (_GONE, -1))}
"""Which number of a claim changes the statistics of mapped pages at an event, and in which direction."""
_ADD, _ADD_UNLESS, _SET, _READ = Do.ADD, Do.ADD_UNLESS, Do.SET, Do.READ
