"""A scheme follows the events: its steps are done, its claims are put beside the truth."""

from __future__ import annotations

from collections.abc import Generator
from types import GeneratorType
from typing import Any, TypeVar

from mmtui.books import SPEAKING, Books, Cost, Drift, Left, Said, Speech, total_after
from mmtui.cells import MAX_STEPS, Cells
from mmtui.fault import SchemeFault, fault_of, misbehaved, thrown_into
from mmtui.habits import Habits
from mmtui.handlers import checked, other_handlers, pte_handlers
from mmtui.interrupt import is_ctrl_c
from mmtui.kernel.draft import Draft
from mmtui.kernel.scan import scan
from mmtui.limit import OutOfTime
from mmtui.model.events import Event
from mmtui.model.folio import Folio
from mmtui.scheme import NOTHING, Claim, Scan, Scheme

R = TypeVar("R")


class Ledger:
    """The books while operations run."""

    def __init__(self, scheme: Scheme, books: Books, draft: Draft, fault: SchemeFault | None = None) -> None:
        self.scheme = scheme
        self.said: list[Said] = []
        self.drift: list[Drift] = []
        """What freed folios left in NR_ANON_MAPPED or NR_FILE_MAPPED."""
        self.fault = fault
        self._draft = draft
        self._handlers = pte_handlers(scheme)
        self._others = other_handlers(scheme)
        self._event: Event | None = None
        """What the scheme is counting; None while the kernel runs."""
        self._cells = Cells(scheme.counters(), books.cells, self._other_step)
        self._nr_mapped = dict(books.spoken.nr_mapped)
        self._queued = set(books.spoken.queued)
        self._habits = Habits(self._handlers, self._cells, self._nr_mapped)
        self._before = books.cost
        self._reads = 0

    def frozen(self) -> Books:
        return Books(self._cells.frozen(), Speech(dict(self._nr_mapped), frozenset(self._queued)), self.cost)

    @property
    def cost(self) -> Cost:
        return Cost(self._before.atomics + self._cells.atomics, self._before.reads + self._reads)

    @property
    def wrong(self) -> list[Left]:
        """Counters that went below zero, wrapped, or were left over when their folio was freed."""
        return self._cells.wrong

    def follow(self, steps: Generator[Event, None, R], *, keep: bool = True) -> R:
        """Run a kernel operation to its end, accounting for each event; return its result.

        ``said``, ``wrong`` and ``drift`` then speak of it; with ``keep=False`` ``said`` stays empty.
        """
        self.said.clear()
        self.wrong.clear()
        self.drift.clear()
        running = self._counted(steps, keep)
        while True:
            try:
                result: R = self._perform(running)
            except OutOfTime:
                raise
            except BaseException as error:  # SystemExit too: a plugin does not end the program
                if self._event is None or is_ctrl_c(error):  # the kernel model's own, or the user's
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
        handlers, others, habits, nr_mapped = self._handlers, self._others, self._habits, self._nr_mapped
        said, self._event = NOTHING, None
        while True:
            try:
                event = next(steps)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # what an exception carries has no type
            if self.fault is not None:  # the scheme is asked no more
                if keep:
                    self._note(event, NOTHING)
                continue
            what, folio, pages, vma, _, _ = event
            handler = handlers.get(what)
            if handler is not None and len(pages) == 1:
                known = habits.claim(event, what, folio, pages, vma)
                if known is not None:
                    if keep:
                        self._note(event, known)
                    if known.partly:
                        self._queued.add(folio.number)
                    continue
            self._event = event
            counting = others[what](event) if handler is None else handler(folio, pages, vma)
            if type(counting) is not GeneratorType:
                raise misbehaved(f"has no yield in {what.value}(), so nothing would run")
            claim = yield from counting
            if claim is not said:  # the same claim is the same object, mostly
                said = checked(claim)
            self._event = None
            if keep:
                self._note(event, claim)
            if claim is NOTHING:
                continue
            if what in SPEAKING:
                nr_mapped[folio.number] = total_after(nr_mapped.get(folio.number, 0), what, claim)
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
                answer = self._cells.perform(running.send, answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # as above
            if event is not None and event is self._event:
                raise misbehaved(f"took more than {MAX_STEPS:,} steps for one event")

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
        if freed:
            self._cells.forget(freed)
        for folio in freed:
            if left := self._nr_mapped.pop(folio.number, None):
                self.drift.append(Drift(folio, left))
            if folio.number in self._queued:
                self._queued.remove(folio.number)
                if (heir := self._draft.heirs.get(folio.number)) is not None:
                    self._queued.add(heir)


def _where_it_stands(running: Any, error: BaseException) -> BaseException:
    # thrown into the handler, what the ledger objects to gets the handler's line into its traceback;
    # what the handler raised itself has it, and then no handler stands
    return error if running.gi_yieldfrom is None else thrown_into(running.gi_yieldfrom, error)
