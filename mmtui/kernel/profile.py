"""Kernel profiles: what differs between the kernels that were recorded, stated once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mmtui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Profile:
    """One kernel's answers where kernels differ."""

    name: str
    scheme: str
    """The accounting scheme that this kernel has."""
    reuses_large_folio: bool
    """COW may reuse the last mapped page of a large anonymous folio.

    ``do_wp_page()`` of v6.1 asks only for a reference count of 1; ``wp_can_reuse_anon_folio()``
    of v6.12 in mm/memory.c refuses every large folio.
    """
    split_keeps_dirty: bool
    """``__split_huge_pmd_locked()`` hands the dirty bit to the PTEs; v6.1 sets PG_dirty instead."""
    saved_dirty: bool
    """A write-protected dirty entry keeps the bit elsewhere; ``pte_mksaveddirty()``, x86 since v6.6."""
    writable_needs_dirty: bool
    """mprotect makes a private exclusive PTE writable at once only if it is dirty.

    ``can_change_pte_writable()`` of v6.1 in mm/mprotect.c.
    """
    pagemap_asks_head: bool
    """Bit 56 of /proc/PID/pagemap is, for every page of a PMD leaf, the answer for its first page.

    ``pagemap_pmd_range()`` of v6.1 in fs/proc/task_mmu.c; per page since commit 2c1f057e5be6
    ("fs/proc/task_mmu: properly detect PM_MMAP_EXCLUSIVE per page of PMD-mapped THPs") (in v6.11).
    """
    fault_around: int = 16
    """Pages that a read fault on a file looks at; fault_around_bytes / 4096."""


_PROFILES = (
    Profile(
        name="6.1",
        scheme="double-map",
        reuses_large_folio=True,
        split_keeps_dirty=False,
        saved_dirty=False,
        writable_needs_dirty=True,
        pagemap_asks_head=True,
    ),
    Profile(
        name="6.12",
        scheme="large-mapcount",
        reuses_large_folio=False,
        split_keeps_dirty=True,
        saved_dirty=True,
        writable_needs_dirty=False,
        pagemap_asks_head=False,
    ),
)
KERNELS: Mapping[str, Profile] = {profile.name: profile for profile in _PROFILES}
NEWEST = _PROFILES[-1].name


def profile_of(name: str) -> Profile:
    """Return the profile of a kernel; raise ``UsageError`` for one that is not modelled."""
    if name not in KERNELS:
        raise UsageError(f"no kernel {name!r} is modelled; known are {', '.join(KERNELS)}")
    return KERNELS[name]


def kernel_with(scheme: str) -> str:
    """Return the kernel that has a scheme, or the newest when none has."""
    return next((profile.name for profile in _PROFILES if profile.scheme == scheme), NEWEST)
