"""How an event reaches a scheme: which handler it calls with what, and what a handler may return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from mmtui.fault import misbehaved
from mmtui.model.events import What
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma
from mmtui.scheme import Claim, Counting, Scheme

Handler: TypeAlias = Callable[[Folio, range, Vma, Vma | None], Counting]
"""Takes folio, pages, VMA and other VMA of an event; for most there is no other."""


def handlers_of(scheme: Scheme) -> Mapping[What, Handler]:
    """Return what each event calls."""
    s = scheme
    return {
        What.NEW_PTES: lambda folio, pages, vma, _: s.new_ptes(folio, pages, vma),
        What.NEW_PMD: lambda folio, pages, vma, _: s.new_pmd(folio, vma),
        What.MAP_PTES: lambda folio, pages, vma, _: s.map_ptes(folio, pages, vma),
        What.MAP_PMD: lambda folio, pages, vma, _: s.map_pmd(folio, vma),
        What.DUP_PTES: lambda folio, pages, vma, _: s.dup_ptes(folio, pages, vma),
        What.DUP_PMD: lambda folio, pages, vma, _: s.dup_pmd(folio, vma),
        What.UNMAP_PTES: lambda folio, pages, vma, _: s.unmap_ptes(folio, pages, vma),
        What.UNMAP_PMD: lambda folio, pages, vma, _: s.unmap_pmd(folio, vma),
        What.SPLIT_PMD: lambda folio, pages, vma, _: s.split_pmd(folio, vma),
        What.MOVE_PTES: lambda folio, pages, vma, to: s.move_ptes(folio, pages, vma, _named(to)),
        What.MOVE_PMD: lambda folio, pages, vma, to: s.move_pmd(folio, vma, _named(to)),
        What.SPLIT_VMA: lambda folio, pages, low, high: s.split_vma(folio, low, _named(high)),
        What.MERGE_VMAS: lambda folio, pages, low, high: s.merge_vmas(folio, low, _named(high)),
    }


def _named(vma: Vma | None) -> Vma:
    assert vma is not None, "moves and VMA events name two VMAs"
    return vma


def checked(value: object) -> Claim:
    """Return what a handler returned; raise ``Misbehaved`` when it is no claim."""
    if type(value) is Claim:
        first, gone, last, partly = value
        numbers = (first is None or type(first) is int) and (gone is None or type(gone) is int)
        if numbers and (last is None or last in _BOOLS) and (partly is None or partly in _BOOLS):
            return value
    raise misbehaved(f"returned {value!r}; a handler returns a Claim")


_BOOLS = (False, True)
