"""The books that a scheme keeps: its counters, what it has said, and what that has cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mmtui.model.counters import Counter, Values
from mmtui.model.events import Event
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
