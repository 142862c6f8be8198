"""What a run came to for each scheme: how often it erred in which direction, and what that cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from mmtui.books import Cost
from mmtui.comparing.beside import Step
from mmtui.comparing.rows import WRONG, Answer, Row
from mmtui.model.folio import folio_number, folio_of
from mmtui.scheme import Scheme

_COUNTS = frozenset({"first-map", "last-of-page", "page-mapcount", "folio-mapcount"})


class Score(NamedTuple):
    """The totals of one scheme; None where it never says anything."""

    scheme: str
    wrong: int
    """Answers that break a promise."""
    false_last: int | None
    """Unmaps called the last of the folio that were not."""
    missed_last: int | None
    missed_partial: int | None
    """Unmaps that left a large anonymous folio partly mapped, unnoticed."""
    false_partial: int | None
    false_shared: int | None
    """Said to be shared, after an operation, of a folio that one process maps."""
    false_exclusive: int | None
    counts_off: int | None
    """Counts of entries and of pages that are not the truth."""
    cost: Cost
    bytes: float
    """For a folio as large as a PMD."""
    fault: str


class Scores:
    """Adds up the steps of a run."""

    def __init__(self, schemes: Sequence[Scheme], pages_per_pmd: int) -> None:
        self._schemes = schemes
        self._folio = folio_of(folio_number(0, pages_per_pmd.bit_length() - 1, anon=True))
        self._tallies = [_Tally() for _ in schemes]

    def add(self, step: Step) -> None:
        for at, tally in enumerate(self._tallies):
            tally.cost = Cost(*map(sum, zip(tally.cost, step.costs[at], strict=True)))
            tally.fault = tally.fault or step.faults[at]
            for row in step.rows:
                tally.add(row, row.answers[at])

    def scores(self) -> tuple[Score, ...]:
        """Return the totals, in the order of the schemes."""
        pairs = zip(self._schemes, self._tallies, strict=True)
        return tuple(tally.score(scheme, scheme.bytes_in(self._folio)) for scheme, tally in pairs)


class _Tally:
    def __init__(self) -> None:
        self.cost, self.fault, self.wrong = Cost(), "", 0
        self._asked = Counter[str]()
        self._more = Counter[str]()
        self._less = Counter[str]()

    def add(self, row: Row, answer: Answer) -> None:
        self.wrong += row.times * (answer.mark == WRONG)
        if answer.value is None:
            return
        self._asked[row.question] += row.times
        if answer.errs:
            way = self._more if answer.value > row.truth else self._less
            way[row.question] += row.times

    def score(self, scheme: Scheme, in_bytes: float) -> Score:
        def of(way: Counter[str], question: str) -> int | None:
            return way[question] if self._asked[question] else None

        counted = any(self._asked[question] for question in _COUNTS)
        counts = sum(self._more[question] + self._less[question] for question in _COUNTS)
        return Score(
            scheme.name,
            self.wrong,
            of(self._more, "last-of-folio"),
            of(self._less, "last-of-folio"),
            of(self._less, "partly-mapped"),
            of(self._more, "partly-mapped"),
            of(self._more, "shared"),
            of(self._less, "shared"),
            counts if counted else None,
            self.cost,
            in_bytes,
            self.fault,
        )
