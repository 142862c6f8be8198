"""The books that a scheme keeps: its counters, what it has said, and what that has cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mmtui.model.counters import Counter, Values
from mmtui.model.events import MAPS, UNMAPS, Event, What
from mmtui.model.folio import Folio
from mmtui.scheme import Claim


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


class Speech(Mapping[int, Spoken]):
    """What was said of each folio, by its number; kept so that it is copied at once."""

    def __init__(
        self, nr_mapped: Mapping[int, int | None] | None = None, queued: frozenset[int] = frozenset()
    ) -> None:
        self.nr_mapped = nr_mapped or {}
        self.queued = queued

    def __getitem__(self, number: int) -> Spoken:
        return Spoken(self.nr_mapped[number], number in self.queued)

    def __iter__(self) -> Iterator[int]:
        return iter(self.nr_mapped)

    def __len__(self) -> int:
        return len(self.nr_mapped)

    def __repr__(self) -> str:
        return repr(dict(self))


SPEAKING = MAPS | UNMAPS | {What.SPLIT_PMD}
"""Events at which a claim changes the statistics of mapped pages."""


def total_after(total: int | None, what: What, claim: Claim) -> int | None:
    """Return ``nr_mapped`` after one more claim, at an event that speaks of it.

    A split of a PMD does both: what it calls new comes in, and what it calls gone goes out.
    """
    if what is What.SPLIT_PMD:
        return None if total is None else total + (claim.first or 0) - (claim.gone or 0)
    change = claim.gone if what in UNMAPS else claim.first
    if total is None or change is None:
        return None
    return total - change if what in UNMAPS else total + change


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
    """A counter that is not what it should be.

    Below zero, driven out of its range, or not zero when its folio was freed.
    """

    folio: Folio
    counter: Counter
    page: int
    value: int
    """Logical value."""
    wrapped_from: int | None = None
    """What it would be if it had more bits; None when it has enough."""


class Drift(NamedTuple):
    """What the claims about a folio left in the statistics when it was freed: leaked, or taken twice."""

    folio: Folio
    pages: int


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that a scheme remembers, and what it has said and cost so far."""

    cells: Mapping[Counter, Mapping[int, Values]] = field(default_factory=dict)
    """Logical values by folio number; a folio that is missing has 0."""
    spoken: Speech = field(default_factory=Speech)
    cost: Cost = Cost()

    def value(self, counter: Counter, folio: Folio, page: int = 0) -> int:
        """Return the logical value of a counter."""
        value = self.cells.get(counter, {}).get(folio.number, 0)
        return value if isinstance(value, int) else value[page]

    def values(self, counter: Counter, folio: Folio) -> tuple[int, ...]:
        """Return the logical value of a per-page counter for every page."""
        value = self.cells.get(counter, {}).get(folio.number, 0)
        return value if isinstance(value, tuple) else (value,) * folio.nr_pages
