"""A scheme follows the events: its counters, what it says, and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from mmtui.fault import SchemeFault, fault_of, misbehaved
from mmtui.kernel.draft import Draft
from mmtui.model.counters import Access, Counter, Do, Per, Values
from mmtui.model.events import MAPS, UNMAPS, Event, What
from mmtui.model.folio import Folio, folio_of
from mmtui.scheme import NOTHING, Claim, Counting, Scan, Scheme

MAX_STEPS = 100_000
"""Steps of one event; a scheme that takes more is taken to loop for ever."""


class Cost(NamedTuple):
    """What keeping count has cost."""

    atomics: int = 0
    """Atomic read-modify-writes of counters; ``atomic_read()`` and ``atomic_set()`` are free."""
    reads: int = 0
    """Page table entries read."""

    def since(self, before: Cost) -> Cost:
        return Cost(self.atomics - before.atomics, self.reads - before.reads)


class Spoken(NamedTuple):
    """What the claims about one folio add up to."""

    nr_mapped: int | None = 0
    """Its share of NR_ANON_MAPPED or NR_FILE_MAPPED, in pages; None once the scheme could not say."""
    queued: bool = False
    """It was queued for a deferred split."""


class Said(NamedTuple):
    """A claim beside the truth at that moment."""

    event: Event
    claim: Claim
    zero: int
    """Of the event's pages, those that nothing maps at that moment: first maps, or last unmaps."""
    entries: int
    """Entries that map the folio at that moment."""
    partly: bool
    """Whether the folio is partly mapped at that moment."""


class Left(NamedTuple):
    """A counter that is not what it should be: below zero, or not zero when its folio was freed."""

    folio: Folio
    counter: Counter
    page: int
    value: int
    """Logical value."""


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that a scheme remembers, and what it has said and cost so far."""

    cells: Mapping[Counter, Mapping[int, Values]] = field(default_factory=dict)
    """Logical values by folio number; a folio that is missing has 0."""
    spoken: Mapping[int, Spoken] = field(default_factory=dict)
    cost: Cost = Cost()

    def value(self, counter: Counter, folio: Folio, page: int = 0) -> int:
        """Return the logical value of a counter."""
        value = self.cells.get(counter, {}).get(folio.number, 0)
        return value if isinstance(value, int) else value[page]

    def values(self, counter: Counter, folio: Folio) -> tuple[int, ...]:
        """Return the logical value of a per-page counter for every page."""
        value = self.cells.get(counter, {}).get(folio.number, 0)
        return value if isinstance(value, tuple) else (value,) * folio.nr_pages


R = TypeVar("R")
_Handler = Callable[[Any, Event], Counting]
_HANDLERS: Mapping[What, _Handler] = {
    What.NEW_PTES: lambda scheme, e: scheme.new_ptes(e.folio, e.pages, e.vma),
    What.NEW_PMD: lambda scheme, e: scheme.new_pmd(e.folio, e.vma),
    What.MAP_PTES: lambda scheme, e: scheme.map_ptes(e.folio, e.pages, e.vma),
    What.MAP_PMD: lambda scheme, e: scheme.map_pmd(e.folio, e.vma),
    What.DUP_PTES: lambda scheme, e: scheme.dup_ptes(e.folio, e.pages, e.vma),
    What.DUP_PMD: lambda scheme, e: scheme.dup_pmd(e.folio, e.vma),
    What.UNMAP_PTES: lambda scheme, e: scheme.unmap_ptes(e.folio, e.pages, e.vma),
    What.UNMAP_PMD: lambda scheme, e: scheme.unmap_pmd(e.folio, e.vma),
    What.SPLIT_PMD: lambda scheme, e: scheme.split_pmd(e.folio, e.vma),
    What.MOVE_PTES: lambda scheme, e: scheme.move_ptes(e.folio, e.pages, e.vma, e.other),
    What.MOVE_PMD: lambda scheme, e: scheme.move_pmd(e.folio, e.vma, e.other),
    What.SPLIT_VMA: lambda scheme, e: scheme.split_vma(e.folio, e.vma, e.other),
    What.MERGE_VMAS: lambda scheme, e: scheme.merge_vmas(e.folio, e.vma, e.other),
}


class Ledger:
    """The books while operations run."""

    def __init__(self, scheme: Scheme, books: Books, draft: Draft) -> None:
        self.scheme = scheme
        self.said: list[Said] = []
        self.wrong: list[Left] = []
        """Counters that went below zero, or were left over when their folio was freed."""
        self.fault: SchemeFault | None = None
        self._draft = draft
        self._cells: dict[Counter, dict[int, Any]] = {c: dict(books.cells.get(c, {})) for c in scheme.counters()}
        self._spoken = dict(books.spoken)
        self._atomics, self._reads = books.cost

    def frozen(self) -> Books:
        for cells in self._cells.values():
            for number, value in cells.items():
                if type(value) is list:
                    cells[number] = tuple(value)
        cells_now = {counter: dict(cells) for counter, cells in self._cells.items()}
        return Books(cells_now, dict(self._spoken), Cost(self._atomics, self._reads))

    @property
    def cost(self) -> Cost:
        return Cost(self._atomics, self._reads)

    def follow(self, steps: Generator[Event, None, R]) -> R:
        """Run a kernel operation to its end, accounting for each event; return its result."""
        account = self.account
        while True:
            try:
                event = next(steps)
            except StopIteration as end:
                self._forget_freed()
                return end.value  # type: ignore[no-any-return]
            account(event)

    def account(self, event: Event) -> None:
        """Let the scheme count one event; after a fault it is asked no more."""
        draft = self._draft
        folio = event.folio
        zero = draft.unmapped_among(folio, event.pages)
        claim = NOTHING
        if self.fault is None:
            try:
                claim = self._count(_HANDLERS[event.what](self.scheme, event), event)
            except Exception as error:
                self.fault = fault_of(error, self.scheme, event)
            else:
                self._remember(event, claim)
        self.said.append(Said(event, claim, zero, draft.entries(folio), draft.partly_mapped(folio)))

    def _count(self, steps: Counting, event: Event) -> Claim:
        answer: int | None = None
        send = steps.send
        for _ in range(MAX_STEPS):
            try:
                step = send(answer)  # type: ignore[arg-type]
            except StopIteration as end:
                return self._claim(end.value)
            if type(step) is Access:
                answer = self._access(step)
            elif type(step) is Scan:
                found, reads = self._draft.scan(step.vma, event.folio, event.index, step.besides)
                self._reads += reads
                answer = int(found)
            else:
                raise misbehaved(f"yielded {step!r}; a step is a counter access or a scan()")
        raise misbehaved(f"took more than {MAX_STEPS:,} steps for one event")

    def _claim(self, value: object) -> Claim:
        if isinstance(value, Claim):
            return value
        raise misbehaved(f"returned {value!r}; a handler returns a Claim")

    def _access(self, step: Access) -> int:
        do, counter, number, page, value = step
        cells = self._cells.get(counter)
        if cells is None:
            raise misbehaved(f"uses the counter {counter!r}, which it does not declare")
        if counter.per is _PAGE:
            row = cells.get(number)
            if type(row) is not list:
                row = cells[number] = list(row) if row is not None else [0] * folio_of(number).nr_pages
            old = row[page]
        else:
            row, old = None, cells.get(number, 0)
        if do is _ADD:
            self._atomics += 1
            new = answer = old + value
            if new < 0:
                self.wrong.append(Left(folio_of(number), counter, page, new))
        elif do is _READ:
            return old  # type: ignore[no-any-return]
        else:
            self._atomics += do is _EXCHANGE
            new, answer = value, old
        if row is not None:
            row[page] = new
        else:
            cells[number] = new
        return answer

    def _remember(self, event: Event, claim: Claim) -> None:
        number = event.folio.number
        before = self._spoken.get(number, _SILENT)
        change = claim.first if event.what in MAPS else claim.gone if event.what in UNMAPS else 0
        total = None if change is None or before.nr_mapped is None else before.nr_mapped
        if total is not None and change:
            total += change if event.what in MAPS else -change
        self._spoken[number] = Spoken(total, before.queued or bool(claim.partly))

    def _forget_freed(self) -> None:
        for folio in self._draft.freed:
            if self._draft.entries(folio):
                continue
            for counter, cells in self._cells.items():
                self._note_left(folio, counter, cells.pop(folio.number, 0))
            self._spoken.pop(folio.number, None)
        self._draft.freed.clear()

    def _note_left(self, folio: Folio, counter: Counter, value: int | list[int] | tuple[int, ...]) -> None:
        if isinstance(value, int):
            value = (value,)
        self.wrong += [Left(folio, counter, page, left) for page, left in enumerate(value) if left]


_SILENT = Spoken()
_ADD, _READ, _EXCHANGE, _PAGE = Do.ADD, Do.READ, Do.EXCHANGE, Per.PAGE
