"""How an event or a question reaches a scheme: what is called with what, and what may come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from mmtui.fault import misbehaved
from mmtui.model.counters import MOST_BITS
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma
from mmtui.scheme import Claim, Counting, Question, Reading, Scheme

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


def reading(scheme: Scheme, question: Question, folio: Folio, page: int) -> Reading:
    """Return the accesses by which a scheme answers; raise ``ValueError`` for what it says by claims only."""
    match question:
        case Question.PAGE_MAPCOUNT:
            return scheme.page_mapcount(folio, page)
        case Question.FOLIO_MAPCOUNT:
            return scheme.folio_mapcount(folio)
        case Question.MAPPED:
            return scheme.mapped(folio)
        case Question.SHARED:
            return scheme.shared(folio)
    raise ValueError(f"{question.value} is answered by claims, not by a question")


def answered(value: Any) -> int | None:
    """Return what a scheme answered as a number; raise ``Misbehaved`` when it is too large for one."""
    answer = None if value is None else int(value)
    if answer is not None and answer.bit_length() > MOST_BITS:
        raise misbehaved(f"answers with a number of {answer.bit_length()} bits; {MOST_BITS} are the most")
    return answer


def checked(value: object, handler: str = "") -> Claim:
    """Return what a handler returned; raise ``Misbehaved`` when it is no claim."""
    if type(value) is Claim:
        first, gone, last, partly = value
        numbers = (first is None or type(first) is int) and (gone is None or type(gone) is int)
        if numbers and (last is None or last in _BOOLS) and (partly is None or partly in _BOOLS):
            if max((first or 0).bit_length(), (gone or 0).bit_length()) > MOST_BITS:
                raise misbehaved(f"returned a Claim with a number of more than {MOST_BITS} bits", handler)
            return value
    raise misbehaved(f"returned {value!r}; a handler returns a Claim", handler)


_BOOLS = (False, True)
