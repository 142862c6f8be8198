"""What a scheme yields besides accesses to counters, and what its generators are."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple, TypeAlias

from mmtui.model.counters import Access
from mmtui.model.vma import Vma
from mmtui.scheme.claims import Claim


class Scan(NamedTuple):
    """A step that looks through page tables; every entry that it reads is paid for."""

    vma: Vma
    besides: range = range(0)
    table_of: int | Vma | None = None
    every: bool = False
    of_any: bool = False


def scan(
    vma: Vma, besides: range = range(0), *, table_of: int | Vma | None = None, of_any: bool = False
) -> Scan:
    """Answer 1 if the VMA maps any page of the event's folio, other than the pages ``besides``, else 0.

    Reads the entries where the folio lies in the VMA, from its first page on, until one maps it.  With
    ``table_of`` it looks only into one page table: that of this page, or that in which this VMA begins.
    With ``of_any`` an entry there will do whatever it maps, as a copied page of a private mapping; a race,
    which follows the entries of one folio only, refuses that.
    """
    return Scan(vma, besides, table_of, of_any=of_any)


def tally(vma: Vma) -> Scan:
    """Answer how many pages of the event's folio the VMA maps; reads every entry where it lies in the VMA."""
    return Scan(vma, every=True)


Counting: TypeAlias = Generator[Access | Scan, int, Claim]
"""An event handler: yields steps, is sent their answers, returns a claim."""
Reading: TypeAlias = Generator[Access, int, int | None]
"""A question: yields reads, returns the answer; None is "I cannot say"."""
