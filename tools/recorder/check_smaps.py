"""What /proc/PID/smaps says against the pages that are mapped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .recount import Case, Finding
from .traces import Record, Run

KB = 4
"""kB of a page."""
_PSS_ROUNDING = 1.01
"""smaps rounds Pss down to whole kB."""
_SHARED = 1 << 31


class _Mapped(NamedTuple):
    label: str
    run: Run


def _mapped_pages(case: Case) -> dict[tuple[str, str, int], _Mapped]:
    """Return (process, region, page) -> what is mapped there and is counted in Rss."""
    pages = {}
    for mapped in case.step.maps:
        for run in mapped.runs:
            if run.folio is None or run.has_flag("hugetlb") or run.has_flag("zero"):
                continue
            for n in range(run.length):
                pages[mapped.process, mapped.region, run.page + n] = _Mapped(run.label(n), run)
    return pages


def _is_private(case: Case, page: _Mapped) -> bool:
    if case.page_mapcounts or not page.run.large:
        return page.run.kpagecount < 2
    folio = case.step.folios[page.label]
    # folio_maybe_mapped_shared() in include/linux/mm.h
    return bool(folio["_large_mapcount"] <= 0 or not folio["_mm_id"][1] & _SHARED)


def check_smaps(case: Case) -> Iterator[Finding]:
    """Yield every VMA whose Rss, Pss or private part is not what its pages say."""
    pages = _mapped_pages(case)
    for vma in case.step.vmas:
        if "Rss" not in vma:
            continue  # the sizes were left out to make the recording smaller
        keys = ((vma["p"], vma["r"], page) for page in range(max(0, vma["s"]), vma["e"]))
        yield from _check_vma(case, vma, [pages[key] for key in keys if key in pages])


def _check_vma(case: Case, vma: Record, mapped: list[_Mapped]) -> Iterator[Finding]:
    where = f"{vma['p']} {vma['r']}[{vma['s']},{vma['e']})"
    rss = KB * len(mapped)
    pss = sum(KB / max(1, page.run.kpagecount) for page in mapped)
    private = KB * sum(_is_private(case, page) for page in mapped)
    said = vma["Private_Clean"] + vma["Private_Dirty"]
    if vma["Rss"] != rss:
        yield Finding("Rss", f"{where} got {vma['Rss']} want {rss}")
    if abs(vma["Pss"] - pss) > _PSS_ROUNDING:
        yield Finding("Pss", f"{where} got {vma['Pss']} want {pss:.2f}")
    if said != private:
        yield Finding("Private", f"{where} got {said} want {private}")
