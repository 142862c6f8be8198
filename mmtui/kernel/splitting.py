"""Folios that are split because somebody asks: through debugfs, or with advice about a part of them."""

from __future__ import annotations

from mmtui.kernel.draft import Draft
from mmtui.kernel.hugesplit import split_anon, split_file
from mmtui.kernel.pieces import uniform
from mmtui.kernel.rmap import Events
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import folio_in, page_in
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma


def split_range(draft: Draft, mm: ThawedMm, start: int, end: int, order: int) -> Events:
    """Split every large folio that a range maps, up to the first hole; ``split_huge_pages_pid()``."""
    for vpn in range(start, end):
        vma = mm.vma_at(vpn)
        if vma is None:
            return
        entry, _ = mm.entry_at(vpn)
        if entry:
            folio = folio_in(entry)
            if folio.order > order and not folio.zero:
                yield from split_mapped(draft, mm, vma, vpn, order)


def split_mapped(draft: Draft, mm: ThawedMm, vma: Vma, vpn: int, order: int = 0) -> Events:
    """Split the large folio that is mapped at a page; ``split_folio()``."""
    entry, huge = mm.entry_at(vpn)
    folio, page = folio_in(entry), vpn % mm.pages_per_pmd if huge else page_in(entry)
    if folio.anon:
        yield from split_anon(draft, folio, uniform(folio, order))
    else:
        yield from _split_of_file(draft, vma, folio, vma.index_of(vpn) - page, order)


def _split_of_file(draft: Draft, vma: Vma, folio: Folio, index: int, order: int) -> Events:
    file = draft.file(vma.file or "")
    assert file is not None, "a VMA keeps its file alive"
    yield from split_file(draft, file, index, folio, uniform(folio, order))
