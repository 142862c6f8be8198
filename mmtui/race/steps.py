"""Steps: what one CPU does that no other sees half done, and what each does to the shared memory."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple, Protocol, TypeAlias

from mmtui.model.counters import Access, Counter, Do
from mmtui.model.vma import Vma
from mmtui.race.asking import Ask, Compare, Reply
from mmtui.scheme import Claim


class Place(NamedTuple):
    """Where a folio lies in one page table of one VMA.

    What stands there is one int: bit ``p`` for a PTE that maps page ``p`` of the folio, and the bit above
    them for a PMD leaf.
    """

    vma: Vma
    table: int
    """Index of the page table in its process: virtual page number divided by pages per PMD."""
    pages: range
    """Pages of the folio that belong into this table."""
    nr: int = 0
    """Which table of the folio it is, in this VMA."""

    def __repr__(self) -> str:
        return f"{self.vma.mm} {self.vma.region}, table {self.nr}"


class Table(NamedTuple):
    """Whether a process has a page table for PTEs here; 1 or 0.  A PMD leaf has none."""

    mm: str
    table: int


class Lock(NamedTuple):
    """A lock: which, and whose."""

    kind: str
    """``mmap_lock``, ``ptl``, ``pmd_lock`` or ``folio_lock``."""
    of: tuple[str | int, ...] = ()

    def __repr__(self) -> str:
        return f"{self.kind} of {' '.join(map(str, self.of))}"


LOCKS = ("mmap_lock", "ptl", "pmd_lock", "folio_lock")
"""Every kind of lock that a race knows."""


class Take(NamedTuple):
    """Wait until the lock is free, and have it; readers share it."""

    lock: Lock
    shared: bool = False


class Free(NamedTuple):
    """Let the lock go."""

    lock: Lock
    shared: bool = False


class Look(NamedTuple):
    """Read entries that stand at a place, or whether a page table does; answers these bits."""

    at: Place | Table
    bits: int
    guarded: str = ""
    """The kind of lock under which nobody else changes them."""


class Change(NamedTuple):
    """Clear and set entries at a place."""

    at: Place | Table
    clear: int
    set: int


class Say(NamedTuple):
    """What a scheme said of an event: it goes into the statistics, which nobody reads meanwhile."""

    event: str
    claim: Claim
    maps: bool
    """The event adds entries; one that splits a PMD does both."""


Step: TypeAlias = Access | Take | Free | Look | Change | Say | Ask | Compare | Reply
Steps: TypeAlias = Generator[Step, int, None]


class Cell(NamedTuple):
    """A counter of the folio in one place; page 0 where there is one for the whole folio."""

    counter: Counter
    page: int

    def __repr__(self) -> str:
        return f"{self.counter.name}[{self.page}]" if self.counter.per.value == "page" else self.counter.name


REFCOUNT = Counter(name="_refcount", where="page[0]")
"""The folio's references, which the kernel counts whatever the scheme is; a race has it if somebody asks."""
REFERENCES = Cell(REFCOUNT, 0)


class Note(NamedTuple):
    """Something that is remembered of a run beside memory itself, to be judged at its end."""

    what: str


NR = Note("pages mapped, as the statistics have it")
LASTS = Note("how often the last unmap of the folio was said")
QUEUED = Note("queued for a deferred split")
NEGATIVE = Note("a counter went below zero or wrapped")
LEAST = Note("the least that was true so far, and 1; 0 where nobody asks")
MOST = Note("the most that was true so far, and 1")
WRONG = Note("an answer was outside of what was true")
NOTES = (NR, LASTS, QUEUED, NEGATIVE, LEAST, MOST, WRONG)

Key: TypeAlias = Place | Table | Lock | Cell | Note


class Memory(Protocol):
    """What all CPUs share: a value for each key."""

    def __getitem__(self, key: Key, /) -> int: ...

    def __setitem__(self, key: Key, value: int, /) -> None: ...

    def add(self, key: Key, value: int, /) -> None:
        """Add to a value that no step depends on."""


def access(step: Access, memory: Memory) -> int:
    """Do an atomic or a plain access to a counter, and return its answer."""
    do, counter, _, page, value = step
    cell = Cell(counter, page)
    old = memory[cell]
    if do is Do.READ:
        return old
    if do is Do.ADD_UNLESS:
        assert isinstance(value, tuple)
        return old if old == value[1] else _store(memory, cell, old + value[0])
    assert isinstance(value, int)
    new = _store(memory, cell, old + value if do is Do.ADD else value)
    if do is Do.ADD and new < 0:
        memory[NEGATIVE] = 1
    return new if do is Do.ADD else old


def _store(memory: Memory, cell: Cell, value: int) -> int:
    kept = cell.counter.wrapped(value)
    if kept != value:
        memory[NEGATIVE] = 1
    memory[cell] = kept
    return kept


def take(step: Take, memory: Memory) -> bool:
    """Take a lock and return True, or False when the CPU has to wait."""
    held = memory[step.lock]
    if held < 0 or (held and not step.shared):
        return False
    memory[step.lock] = held + 1 if step.shared else -1
    return True


def free(step: Free, memory: Memory) -> None:
    """Let a lock go."""
    memory[step.lock] = memory[step.lock] - 1 if step.shared else 0


def say(step: Say, memory: Memory) -> None:
    """Add a claim to the statistics, as ``__folio_mod_stat()`` does; in which order does not matter."""
    first, gone, last, partly = step.claim
    if change := (first or 0) - (gone or 0):
        memory.add(NR, change)
    if last:
        memory.add(LASTS, 1)
    if partly:
        memory[QUEUED] = 1
