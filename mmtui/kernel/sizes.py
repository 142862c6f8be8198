"""Which sizes of folio a fault may allocate: what the settings allow, and where the VMA has room."""

from __future__ import annotations

from itertools import takewhile

from mmtui.kernel.draft import Draft
from mmtui.model.vma import Vma
from mmtui.model.world import File

_SMALLEST_ANON = 2
"""THP_ORDERS_ALL_ANON has no order 1: the deferred list of a large anonymous folio is in its third page."""


def anon_orders(draft: Draft, vma: Vma) -> list[int]:
    """Return the orders that anonymous memory of this VMA may have, largest first, without 0.

    ``thp_vma_allowable_orders()`` in include/linux/huge_mm.h; 6.1: ``hugepage_vma_check()``.
    """
    settings = draft.settings
    inherited = settings.thp == "always" or (settings.thp == "madvise" and vma.thp is True)
    return _allowed(draft, vma, "mthp", "madvise", inherited, _SMALLEST_ANON)


def shmem_orders(draft: Draft, vma: Vma) -> list[int]:
    """Return the orders that a memfd's folio may have when this VMA faults, largest first, without 0.

    ``shmem_allowable_huge_orders()`` in mm/shmem.c; 6.1: ``shmem_is_huge()``.
    """
    settings = draft.settings
    inherited = settings.shmem == "always" or (settings.shmem == "advise" and vma.thp is True)
    return _allowed(draft, vma, "shmthp", "advise", inherited, 1)


def file_orders(draft: Draft, vma: Vma, file: File, index: int) -> list[int]:
    """Return the orders that a folio of a file may have when this VMA faults, largest first, without 0."""
    if file.huge == "memfd":
        return shmem_orders(draft, vma)
    return [] if vma.thp is False else tmpfs_orders(draft, file, index)


def tmpfs_orders(draft: Draft, file: File, index: int) -> list[int]:
    """The same as its mount says it; ``shmem_huge_global_enabled()``: a PMD's order or none."""
    return [draft.pmd_order] if _mount_allows(draft, file, index, draft.pmd_order) else []


def write_orders(draft: Draft, file: File, index: int) -> list[int]:
    """Return the orders that a folio of a file may have for a write() of a byte, largest first, without 0."""
    if draft.profile.write_fits_folio:
        return []
    if not draft.profile.write_tries_sizes:
        return tmpfs_orders(draft, file, index)
    return [order for order in range(draft.pmd_order, 0, -1) if _mount_allows(draft, file, index, order)]


def _mount_allows(draft: Draft, file: File, index: int, order: int) -> bool:
    # memfds lie on a mount of the kernel's own, which shmem_enabled is the huge= of
    mount = draft.settings.shmem if file.huge == "memfd" else file.huge
    after = (index >> order) + 1 << order
    return mount == "always" or (mount == "within_size" and after <= file.nr_pages)


def _allowed(draft: Draft, vma: Vma, kind: str, advised: str, inherited: bool, smallest: int) -> list[int]:
    if vma.thp is False:
        return []
    pmd, sizes = draft.pmd_order, draft.settings.sizes
    if not sizes:  # as they are at boot
        return [pmd] if inherited else []
    good = {"always", *(["inherit"] if inherited else []), *([advised] if vma.thp else [])}
    default = {pmd: "inherit"}  # the others are "never"
    return [
        order
        for order in range(pmd, smallest - 1, -1)
        if sizes.get((kind, order), default.get(order, "never")) in good
    ]


def suitable(vma: Vma, vpn: int, orders: list[int]) -> list[int]:
    """Return the orders whose aligned range around a page lies in the VMA; ``thp_vma_suitable_orders()``.

    For a file the range must be aligned in the file as well.
    """
    unsuitable = sum(1 for _ in takewhile(lambda order: not _fits(vma, vpn, order), orders))
    return orders[unsuitable:]


def _fits(vma: Vma, vpn: int, order: int) -> bool:
    size = 1 << order
    start = vpn - vpn % size
    aligned = vma.anon or (vma.start - vma.pgoff) % size == 0
    return aligned and vma.start <= start and start + size <= vma.end
