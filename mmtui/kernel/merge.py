"""Which neighbours a VMA merges with after it was mapped, moved, or changed.

In mm/vma.c since v6.12, in mm/mmap.c before.  The kernel asks once for each change, and only about that
VMA: neighbours that could merge since something else has changed stay apart.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from mmtui.kernel.draft import Draft
from mmtui.kernel.profile import Profile
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.vmas import merge_vmas
from mmtui.model.events import Event
from mmtui.model.vma import Vma


def merge_changed(draft: Draft, mm: ThawedMm, vma: Vma) -> Generator[Event, None, Vma]:
    """Merge a VMA that was moved or changed; ``vma_merge_existing_range()``, before v6.12 ``vma_merge()``.

    Returns the VMA that it is part of then.
    """
    below, above = _neighbours(mm, vma)
    if below is not None and not _may_merge(draft.profile, below, vma):
        below = None
    if above is not None and not _may_merge(draft.profile, above, vma):
        above = None
    if below is not None and above is not None and not _compatible(below, above):
        above = None
    return (yield from _merged(mm, below, vma, above))


def merge_mapped(draft: Draft, mm: ThawedMm, vma: Vma) -> Generator[Event, None, Vma]:
    """Merge a VMA that was just mapped, and return what it is part of then; ``mmap_region()``."""
    if not draft.profile.mmap_asks_above_first:
        return (yield from merge_changed(draft, mm, vma))
    below, above = _neighbours(mm, vma)
    asks = vma
    if above is not None and not _may_merge(draft.profile, above, vma):
        above = None
    if above is not None:
        asks = replace(vma, anon_vma=above.anon_vma, chain=above.chain)
    if below is not None and not _may_merge(draft.profile, below, asks):
        below = None
    return (yield from _merged(mm, below, vma, above))


def _neighbours(mm: ThawedMm, vma: Vma) -> tuple[Vma | None, Vma | None]:
    at = mm.vmas.index(vma)
    below = mm.vmas[at - 1] if at and mm.vmas[at - 1].end == vma.start else None
    above = mm.vmas[at + 1] if at + 1 < len(mm.vmas) and mm.vmas[at + 1].start == vma.end else None
    return below, above


def _may_merge(profile: Profile, target: Vma, vma: Vma) -> bool:
    """``can_vma_merge_before()`` and ``can_vma_merge_after()``: may ``vma`` become part of its neighbour?"""
    low, high = (target, vma) if target.end == vma.start else (vma, target)
    return (
        high.continues(low)
        and (low.prot, *low.flags) == (high.prot, *high.flags)
        and _may_share_anon_vma(profile, target, vma)
    )


def _may_share_anon_vma(profile: Profile, target: Vma, vma: Vma) -> bool:
    """``is_mergeable_anon_vma()``: a VMA that fork() copied has a chain, and keeps it to itself."""
    if target.anon_vma == vma.anon_vma:
        return True
    if vma.anon_vma is None:
        return len(target.chain) == 1
    return target.anon_vma is None and profile.merges_into_unfaulted and len(vma.chain) == 1


def _compatible(below: Vma, above: Vma) -> bool:
    return None in (below.anon_vma, above.anon_vma) or below.anon_vma == above.anon_vma


def _merged(mm: ThawedMm, below: Vma | None, vma: Vma, above: Vma | None) -> Generator[Event, None, Vma]:
    if above is not None:
        yield from merge_vmas(mm, vma, above)
        vma = vma.merged(above)
    if below is not None:
        yield from merge_vmas(mm, below, vma)
        vma = below.merged(vma)
    return vma
