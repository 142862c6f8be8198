"""Does a recording agree with itself? An independent recount of every counter in every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .check_large import check_large_folios
from .check_small import check_pagemap, check_small_folios
from .check_smaps import check_smaps
from .check_totals import check_totals, totals_of
from .recount import Case, Finding, recount
from .traces import Step, Trace


@dataclass
class Checked:
    """What was looked at, and what was found."""

    steps: int = 0
    findings: list[tuple[Step, Finding]] = field(default_factory=list)


def has_page_mapcounts(trace: Trace) -> bool:
    """Return whether the kernel counts the maps of each page of a large folio.

    A trace does not hold the kernel's configuration: builds with CONFIG_NO_PAGE_MAPCOUNT have to say so
    by "nopmc" in their release (CONFIG_LOCALVERSION).
    """
    return "nopmc" not in trace.release


def _check_state(case: Case) -> Iterator[Finding]:
    yield from check_pagemap(case)
    yield from check_large_folios(case)
    yield from check_small_folios(case)
    yield from check_smaps(case)


def check_trace(trace: Trace) -> Checked:
    """Return all differences between a trace and its recount, with the step each is in."""
    checked, page_mapcounts, before = Checked(), has_page_mapcounts(trace), None
    for step in trace.steps:
        if not step.maps and not step.folios:
            continue
        case = Case(step, recount(step.maps), page_mapcounts)
        now = totals_of(case)
        found = [*_check_state(case), *check_totals(case, before, now)]
        checked.findings += [(step, finding) for finding in found]
        checked.steps += 1
        before = now
    return checked
