"""The counters of small folios against the recount, and pagemap against the page table."""

from __future__ import annotations

from collections.abc import Iterator

from .recount import Case, Finding, PageOf


def check_small_folios(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with any small folio."""
    for label, ptes in case.recount.ptes.items():
        if not label.startswith("s") or label in case.recount.zero:
            continue
        run = case.step.small.get(label)
        if run is None:
            yield Finding("small label without record", label)
            continue
        if run[2] + 1 != ptes[0]:
            yield Finding("small _mapcount", f"{label} raw {run[2]} want {ptes[0] - 1}")
        kpagecount = case.recount.kpagecounts[PageOf(label, 0)]
        if kpagecount != ptes[0]:
            yield Finding("small kpagecount", f"{label} {kpagecount} want {ptes[0]}")


def check_pagemap(case: Case) -> Iterator[Finding]:
    """Yield where pagemap disagrees with the page table, or its bit 56 with /proc/kpagecount."""
    for mapped in case.step.maps:
        if mapped.disagrees:
            yield Finding("pagemap/pt disagree", f"{mapped.process} {mapped.region}")
        for run in mapped.runs:
            if run.folio is None or run.has_flag("zero") or run.has_flag("hugetlb"):
                continue
            exclusive = "x" in run.pagemap
            if exclusive != (run.kpagecount == 1):
                where = f"{mapped.process} {mapped.region} page {run.page} lvl {run.level}"
                yield Finding(
                    "pagemap bit56 != (kpagecount==1)", f"{where} count {run.kpagecount} x={exclusive}"
                )
