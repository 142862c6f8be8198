"""The counters of the whole system: how they change from step to step, against the recount."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .check_large import is_anon
from .recount import Case, Finding

_PAGE_KB, _PMD_KB = 4, 2048
_NOISY_VERBS = ("fork", "exit")
_NOISY_STEPS = ("proc", "ksm")


class Totals(NamedTuple):
    """In kB, of the watched memory."""

    AnonPages: int = 0
    AnonHugePages: int = 0
    Mapped: int = 0
    ShmemPmdMapped: int = 0


def is_noisy(op: str) -> bool:
    """Does a step change the worker's own memory too, or what no page table shows?"""
    words = op.split()
    return words[0] in _NOISY_STEPS or (len(words) > 1 and words[1] in _NOISY_VERBS)


def _pages_counted(case: Case, label: str, order: int) -> int:
    """Return how many pages of a large folio are in AnonPages or Mapped."""
    if case.recount.pmds[label]:
        return 1 << order
    pages = case.recount.mapped_pages(label)
    # without page mapcounts the kernel cannot know which, and counts the folio as a whole
    return 1 << order if pages and not case.page_mapcounts else pages


def totals_of(case: Case) -> Totals:
    """Return what the counters would be if only the watched memory existed."""
    anon = mapped = anon_pmds = shmem_pmds = 0
    for label, folio in case.step.folios.items():
        if not case.recount.is_counted(label):
            continue
        pages, by_pmd = _pages_counted(case, label, folio["order"]), int(case.recount.pmds[label] > 0)
        if is_anon(folio):
            anon, anon_pmds = anon + pages, anon_pmds + by_pmd
        else:
            mapped, shmem_pmds = mapped + pages, shmem_pmds + by_pmd
    for label in case.recount.ptes:
        if label.startswith("s") and label in case.step.small and label not in case.recount.zero:
            is_file = str(case.step.small[label][6] or "").startswith(("anon", "ksm")) is False
            mapped, anon = mapped + is_file, anon + (not is_file)
    return Totals(anon * _PAGE_KB, anon_pmds * _PMD_KB, mapped * _PAGE_KB, shmem_pmds * _PMD_KB)


def check_totals(case: Case, before: Totals | None, now: Totals) -> Iterator[Finding]:
    """Yield every counter that changed by another amount than the watched memory did."""
    if before is None or case.step.changes is None or is_noisy(case.step.op):
        return
    for name, old, new in zip(Totals._fields, before, now, strict=True):
        got = case.step.changes.get(name, 0)
        if got != new - old:
            yield Finding(f"{name} delta", f"got {got} want {new - old}")
