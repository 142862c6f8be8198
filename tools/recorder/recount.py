"""Counts maps anew from the page tables of all processes: what the kernel's counters are compared with."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from .traces import Map, Run, Step


class Finding(NamedTuple):
    """A place where a recording is not what the recount says."""

    kind: str
    text: str


class PageOf(NamedTuple):
    """A page of a folio."""

    folio: str
    page: int


@dataclass
class Recount:
    """How often each folio is mapped in a step."""

    pmds: Counter[str] = field(default_factory=Counter)
    """Folio -> PMD entries that map it."""
    ptes: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """Folio -> page of it -> PTEs that map it."""
    by_process: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Folio -> process -> its entries."""
    kpagecounts: dict[PageOf, int] = field(default_factory=dict)
    """What /proc/kpagecount said; recorded, not counted."""
    hugetlb: set[str] = field(default_factory=set)
    zero: set[str] = field(default_factory=set)

    def maps(self, folio: str) -> int:
        """Return how many entries map some page of a folio."""
        return self.pmds[folio] + self.ptes[folio].total()

    def mapped_pages(self, folio: str) -> int:
        """Return how many pages of a folio some PTE maps."""
        return sum(1 for maps in self.ptes[folio].values() if maps)

    def is_counted(self, folio: str) -> bool:
        """Does the kernel keep the ordinary counters for a folio?"""
        return folio not in self.zero and folio not in self.hugetlb


def _count_run(recount: Recount, process: str, run: Run) -> None:
    for n in range(run.length):
        label = run.label(n)
        index = run.first + n if run.large else 0
        recount.kpagecounts[PageOf(label, index)] = run.kpagecount
        if run.level == "pmd" and run.large:
            if index > 0:
                continue  # one entry for all pages, counted at the first
            recount.pmds[label] += 1
        else:
            recount.ptes[label][index] += 1
        if run.large:
            recount.by_process[label][process] += 1


def _note_kind(recount: Recount, run: Run) -> None:
    assert run.folio is not None
    if run.has_flag("zero"):
        recount.zero.add(run.folio)
    if run.has_flag("hugetlb"):
        recount.hugetlb.add(run.folio)


def recount(maps: list[Map]) -> Recount:
    """Return the counts of what all processes map."""
    counted = Recount()
    for mapped in maps:
        for run in mapped.runs:
            if run.folio is not None:
                _note_kind(counted, run)
                _count_run(counted, mapped.process, run)
    return counted


class Case(NamedTuple):
    """What a check looks at."""

    step: Step
    recount: Recount
    page_mapcounts: bool
    """Does the kernel keep them? Not with CONFIG_NO_PAGE_MAPCOUNT."""
