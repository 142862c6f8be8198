"""How an event reaches a scheme: which handler it calls with what, and what a handler may return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from mmtui.fault import misbehaved
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma
from mmtui.scheme import Claim, Counting, Scheme

Handler: TypeAlias = Callable[[Folio, range, Vma], Counting]
"""Counts PTEs of these pages of a folio in a VMA."""
OtherHandler: TypeAlias = Callable[[Event], Counting]


def pte_handlers(scheme: Scheme) -> Mapping[What, Handler]:
    """Return what is called for entries that come and go: by far the most events."""
    return {
        What.NEW_PTES: scheme.new_ptes,
        What.MAP_PTES: scheme.map_ptes,
        What.DUP_PTES: scheme.dup_ptes,
        What.UNMAP_PTES: scheme.unmap_ptes,
    }


def other_handlers(scheme: Scheme) -> Mapping[What, OtherHandler]:
    """Return what the other events call."""
    s = scheme
    return {
        What.NEW_PMD: lambda event: s.new_pmd(event.folio, event.vma),
        What.MAP_PMD: lambda event: s.map_pmd(event.folio, event.vma),
        What.DUP_PMD: lambda event: s.dup_pmd(event.folio, event.vma),
        What.UNMAP_PMD: lambda event: s.unmap_pmd(event.folio, event.vma),
        What.SPLIT_PMD: lambda event: s.split_pmd(event.folio, event.vma),
        What.MOVE_PTES: lambda event: s.move_ptes(event.folio, event.pages, event.vma, _other(event)),
        What.MOVE_PMD: lambda event: s.move_pmd(event.folio, event.vma, _other(event)),
        What.SPLIT_VMA: lambda event: s.split_vma(event.folio, event.vma, _other(event)),
        What.MERGE_VMAS: lambda event: s.merge_vmas(event.folio, event.vma, _other(event)),
    }


def _other(event: Event) -> Vma:
    assert event.other is not None, "moves and VMA events name two VMAs"
    return event.other


def checked(value: object) -> Claim:
    """Return what a handler returned; raise ``Misbehaved`` when it is no claim."""
    if type(value) is Claim:
        first, gone, last, partly = value
        numbers = (first is None or type(first) is int) and (gone is None or type(gone) is int)
        if numbers and (last is None or last in _BOOLS) and (partly is None or partly in _BOOLS):
            return value
    raise misbehaved(f"returned {value!r}; a handler returns a Claim")


_BOOLS = (False, True)
