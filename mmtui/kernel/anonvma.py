"""Which anon_vma a VMA gets: at its first anonymous fault, and when a process forks.

What else the kernel keeps of an anon_vma is counted here when it is asked for: it lives as long as a
VMA has it in its chain.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from mmtui.kernel.draft import Draft
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.vma import AnonVma, Vma


def prepare_anon_vma(draft: Draft, mm: ThawedMm, vma: Vma) -> Vma:
    """Give a VMA its anon_vma at the first anonymous fault; ``__anon_vma_prepare()`` in mm/rmap.c.

    Returns the VMA as it is then.  A neighbour that could merge lends its own.
    """
    if vma.anon_vma is not None:
        return vma
    anon_vma = _lent(mm, vma) or draft.new_anon_vma()
    prepared = replace(vma, anon_vma=anon_vma, chain=(anon_vma,))
    mm.replace_vma(vma, prepared)
    return prepared


def _lent(mm: ThawedMm, vma: Vma) -> AnonVma | None:
    """``find_mergeable_anon_vma()`` in mm/vma.c, mm/mmap.c before v6.12: the VMA above is asked first."""
    at = mm.vmas.index(vma)
    for near in (*mm.vmas[at + 1 : at + 2], *mm.vmas[max(at - 1, 0) : at]):
        low, high = (vma, near) if near.start >= vma.end else (near, vma)
        # reusable_anon_vma(): the permission may differ, as after mprotect()
        if high.continues(low) and low.flags == high.flags and len(near.chain) == 1:
            return near.anon_vma
    return None


class Family:
    """Gives the VMAs of a child their anon_vmas while one fork() runs."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        # num_active_vmas; and num_children, by the serial of the parent: a root is its own child
        self._active = Counter(vma.anon_vma for vma in draft.vmas())
        living = {anon_vma for vma in draft.vmas() for anon_vma in vma.chain}
        self._children = Counter(anon_vma.parent for anon_vma in living)

    def forked(self, vma: Vma, child: ThawedMm) -> Vma:
        """Return a parent's VMA as its child gets it; ``anon_vma_fork()`` in mm/rmap.c.

        The child can reach all that the parent can, and has an anon_vma of its own for what it will write.
        """
        copy = replace(vma, mm=child.name, mm_id=child.mm_id, ident=self._draft.new_vma_ident())
        if vma.anon_vma is None:
            return copy
        if (unused := self._unused(vma)) is not None:
            self._active[unused] += 1
            return replace(copy, anon_vma=unused)
        own = self._draft.new_anon_vma(vma.anon_vma)
        self._active[own] += 1
        self._children[own.parent] += 1
        return replace(copy, anon_vma=own, chain=(*vma.chain, own))

    def _unused(self, vma: Vma) -> AnonVma | None:
        """``anon_vma_clone()``: the oldest one in the chain that no VMA writes to and with one child at most.

        Without this the chains of a line of processes whose parents exit would grow for ever.
        """
        if len(vma.chain) == 1:  # it is the VMA's own
            return None
        return next(
            (old for old in vma.chain if not self._active[old] and self._children[old.serial] < 2), None
        )
