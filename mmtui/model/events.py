"""Rmap events: what the kernel tells its accounting, one for each call into mm/rmap.c."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from mmtui.model.folio import Folio
from mmtui.model.vma import Vma


class What(Enum):
    """The kinds of event; the value is the name of the scheme's method."""

    NEW_PTES = "new_ptes"
    """folio_add_new_anon_rmap(): nobody else can see the folio yet."""
    NEW_PMD = "new_pmd"
    MAP_PTES = "map_ptes"
    """folio_add_anon_rmap_ptes(), folio_add_file_rmap_ptes()."""
    MAP_PMD = "map_pmd"
    DUP_PTES = "dup_ptes"
    """folio_try_dup_anon_rmap_ptes(): fork copies entries; the VMA is the child's."""
    DUP_PMD = "dup_pmd"
    UNMAP_PTES = "unmap_ptes"
    """folio_remove_rmap_ptes()."""
    UNMAP_PMD = "unmap_pmd"
    SPLIT_PMD = "split_pmd"
    """__split_huge_pmd_locked(): an anonymous PMD leaf becomes PTEs, the folio stays whole."""
    MOVE_PTES = "move_ptes"
    """move_ptes() of mremap(): entries change their VMA; the kernel touches no counter."""
    MOVE_PMD = "move_pmd"
    SPLIT_VMA = "split_vma"
    """__split_vma(), for each large folio with entries around the new border."""
    MERGE_VMAS = "merge_vmas"

    __hash__ = object.__hash__  # members are looked up for every event; Enum's own hash is slow


class Event(NamedTuple):
    """One event: pages of a folio, in a VMA."""

    what: What
    folio: Folio
    pages: range
    """The pages of the folio whose entries change; all of them for a PMD leaf."""
    vma: Vma
    """Where they are mapped; for moves where they were, for VMA events the lower part."""
    pgoff: int
    """Linear index of the folio's head page in the VMA: ``folio->index``."""
    other: Vma | None = None
    """For moves the VMA they go to, for VMA events the upper part."""

    def __str__(self) -> str:
        pages = f"{self.pages.start}" if len(self.pages) == 1 else f"{self.pages.start}-{self.pages.stop - 1}"
        return f"{self.what.value} {self.folio}[{pages}] in {self.vma.mm} {self.vma.region}"


as_event = tuple.__new__
"""``as_event(Event, (what, folio, pages, vma, pgoff, None))`` is an ``Event``, in half the time.

For the places where one is made for every page: there it saves one part in twenty of all that is done.
"""

UNMAPS = frozenset({What.UNMAP_PTES, What.UNMAP_PMD})
MAPS = frozenset({What.NEW_PTES, What.NEW_PMD, What.MAP_PTES, What.MAP_PMD, What.DUP_PTES, What.DUP_PMD})
"""Events that add entries."""
