"""MADV_COLLAPSE of a file: its small pages become one folio in the page cache; mm/khugepaged.c."""

from __future__ import annotations

from collections.abc import Generator

from mmtui.kernel.draft import Draft
from mmtui.kernel.nodes import lies_among
from mmtui.kernel.rmap import Events, map_pmd, page_prot, unmap_pte_range
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.unmapping import unmap_folio
from mmtui.model.entry import WRITE, maps, page_in
from mmtui.model.events import Event, What
from mmtui.model.folio import Folio, folio_of
from mmtui.model.vma import Vma
from mmtui.model.world import File

GOES_ON = "this range only"
"""Why a range was not collapsed, if the ranges after it are tried all the same."""
HELD = "held"
"""The same, because of references to a page beside its mappings; trying again might succeed."""
ENDS = "all"
_PMDS = 512
"""Entries of a PMD table."""


def collapse_file(draft: Draft, mm: ThawedMm, vma: Vma, index: int) -> Generator[Event, None, str]:
    """Collapse one PMD range: the page cache first, then map the folio; ``hpage_collapse_scan_file()``.

    Returns "" or why not.
    """
    file = draft.file(vma.file or "")
    assert file is not None, "a VMA keeps its file alive"
    head = vma.index_of(index * mm.pages_per_pmd)
    folio = _huge_at(draft, file, head)
    fresh = folio is None
    if folio is None:
        if problem := _problem(draft, file, head):
            return problem
        folio = yield from _gather(draft, file, head)
    problem = _unmappable(draft, mm, vma, index, fresh=fresh)
    if fresh:
        _retract(draft, file.name, head, mm, index)
    return problem or (yield from _map_folio(draft, mm, vma, index, folio))


def _huge_at(draft: Draft, file: File, head: int) -> Folio | None:
    number = file.find(head)
    folio = None if number is None else folio_of(number)
    return folio if folio and folio.order == draft.pmd_order else None


def _unmappable(draft: Draft, mm: ThawedMm, vma: Vma, index: int, *, fresh: bool) -> str:
    """Why the folio is not mapped: no PMD table; a new one in 6.1 also no PTE table, or an anon_vma."""
    if draft.profile.collapse_needs_pmd_table and not _has_pmd_table(mm, index):
        return GOES_ON  # SCAN_PMD_NULL
    lacks = index not in mm.pmds or vma.anon_vma is not None
    return ENDS if fresh and lacks and draft.profile.collapse_keeps_tables else ""


def _problem(draft: Draft, file: File, head: int) -> str:
    """The first page that cannot be taken tells why; that it is large is seen before its references."""
    inside = sorted(at for at in file.cache if head <= at < head + draft.pages_per_pmd)
    for number in (file.cache[at] for at in inside):
        if folio_of(number).large and not draft.profile.collapses_large_cache:  # SCAN_PAGE_COMPOUND
            return GOES_ON
        if number in draft.held_at:  # SCAN_PAGE_COUNT
            return HELD
    return "" if inside else ENDS  # SCAN_TRUNCATED


def _gather(draft: Draft, file: File, head: int) -> Generator[Event, None, Folio]:
    """``collapse_file()``: every page is unmapped and copied; holes become zeroes."""
    inside = sorted(at for at in file.cache if head <= at < head + draft.pages_per_pmd)
    for at in inside:
        yield from unmap_folio(draft, folio_of(file.cache[at]), [])
    draft.drop_from_cache(file, *inside)
    folio = draft.new_folio(order=draft.pmd_order, anon=False)
    lies_among(draft, folio, (folio_of(file.cache[at]) for at in inside))
    left = draft.file(file.name)
    assert left is not None
    draft.add_to_cache(left, folio, head)
    draft.set_dirty(folio)
    return folio


def _retract(draft: Draft, name: str, head: int, target: ThawedMm, index: int) -> None:
    """``retract_page_tables()``: tables that map nothing any more go, so that a fault can map a PMD."""
    for mm in draft.mms():
        for vma in mm.vmas:
            start = vma.start + head - vma.pgoff
            at, inside = divmod(start, mm.pages_per_pmd)
            fits = not inside and vma.start <= start and start + mm.pages_per_pmd <= vma.end
            asked = (mm is target and at == index) or not draft.profile.collapse_keeps_tables
            if vma.file == name and fits and vma.anon_vma is None and asked:
                mm.pmds.pop(at, None)


def _map_folio(draft: Draft, mm: ThawedMm, vma: Vma, index: int, folio: Folio) -> Generator[Event, None, str]:
    """``collapse_pte_mapped_thp()``: replace the PTEs, if all map this folio, by a PMD leaf."""
    pmd = mm.pmds.get(index)
    if isinstance(pmd, int):
        return ""
    found = ((slot, entry) for slot, entry in enumerate(pmd or ()) if entry)
    if not all(maps(entry, folio) and page_in(entry) == slot for slot, entry in found):
        return ENDS
    yield from _replace(draft, mm, vma, index, folio)
    return ""


def _has_pmd_table(mm: ThawedMm, index: int) -> bool:
    """``mm_find_pmd()``: something near has been mapped, as a PMD's entry lies in a table too."""
    return any(other // _PMDS == index // _PMDS for other in mm.pmds)


def _replace(draft: Draft, mm: ThawedMm, vma: Vma, index: int, folio: Folio) -> Events:
    start = index * mm.pages_per_pmd
    if index in mm.pmds:
        yield from unmap_pte_range(draft, mm, vma, start, start + mm.pages_per_pmd)
        del mm.pmds[index]
    flags = WRITE if vma.shared and vma.prot.writable else page_prot(vma)
    yield from map_pmd(draft, mm, vma, start, folio, flags, What.MAP_PMD)
