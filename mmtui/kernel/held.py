"""Folios that somebody holds beside those who map them: with pins, or because a pipe has their pages.

What would move or split such a folio, or throw it away, finds more references than there are mappings, and
fails.  It stays when its mappings go, until the last holder lets go of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mmtui.kernel.draft import Draft
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.entry import folio_in, number_in, page_in
from mmtui.model.folio import folio_of


def hold(draft: Draft, mm: ThawedMm, vpns: range) -> Counter[int]:
    """Note where the folios lie that a range maps, and return how many of its pages belong to each.

    Left out are the zero page and the huge zero folio, which are never freed.
    """
    found = Counter[int]()
    for vpn in vpns:
        (entry, huge), vma = mm.entry_at(vpn), mm.vma_at(vpn)
        assert vma is not None, "it was touched"
        if not folio_in(entry).zero:
            page = vpn % mm.pages_per_pmd if huge else page_in(entry)
            draft.held_at[number_in(entry)] = vma.index_of(vpn) - page
            found[number_in(entry)] += 1
    return found


def is_pinned(draft: Draft, number: int) -> bool:
    """Tell whether anybody has pinned a folio; ``folio_maybe_dma_pinned()``."""
    return any(number in pinned for pinned in draft.pins.values())


def end_pins(draft: Draft, name: str) -> None:
    """End all pins of a process; ``unpin_user_pages()``."""
    _let_go(draft, draft.pins.pop(name, {}))


def end_pipes(draft: Draft, name: str) -> None:
    """Give back what the pipes of a process hold; ``free_pipe_info()``."""
    _let_go(draft, draft.piped.pop(name, {}))


def _let_go(draft: Draft, numbers: Iterable[int]) -> None:
    for number in numbers:
        if not is_pinned(draft, number) and not any(number in piped for piped in draft.piped.values()):
            del draft.held_at[number]
            draft.free_unused(folio_of(number))
