"""Which shared anonymous pages a write may use as they are, because nobody else uses them any more."""

from __future__ import annotations

from mmtui.kernel.draft import Draft
from mmtui.model.folio import Folio


def may_reuse(draft: Draft, folio: Folio) -> bool:
    """Tell whether a page that a PTE maps need not be copied; ``wp_can_reuse_anon_folio()``."""
    if draft.profile.rules.reuse == "mapcount":
        return _mapped_once(draft, folio)
    if folio.number in draft.held_at:  # there are more references than mappings
        return False
    if folio.large and draft.profile.reuses_owned_folio:
        # not the last page: the copy lets go of a large folio for one page that is used
        return draft.entries(folio) > 1 and not draft.owners[folio.number].shared
    return draft.entries(folio) == 1 and (not folio.large or draft.profile.reuses_large_folio)


def may_reuse_pmd(draft: Draft, folio: Folio) -> bool:
    """Tell whether a folio that a PMD leaf maps need not be copied; ``do_huge_pmd_wp_page()``."""
    if draft.profile.rules.reuse == "mapcount":
        return _mapped_once(draft, folio)
    return draft.entries(folio) == 1 and folio.number not in draft.held_at


def _mapped_once(draft: Draft, folio: Folio) -> bool:
    """``reuse_swap_page()`` and ``page_trans_huge_mapcount()``, as they were: no page is mapped twice.

    Who else holds a reference matters for a PTE since commit 09854ba94c6a ("mm: do_wp_page() simplification")
    (in v5.9), for a PMD leaf since commit 3bff7e3f1f16 ("mm/huge_memory: streamline COW logic in
    do_huge_pmd_wp_page()") (in v5.18).
    """
    return max(draft.mapcount(folio, page) for page in folio.pages) == 1
