"""All that is known of one kernel where kernels differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from mmtui.kernel.profile_entries import EntryRules
from mmtui.kernel.profile_faults import FaultRules
from mmtui.kernel.profile_folios import FolioRules
from mmtui.kernel.profile_vmas import VmaRules

FaultAround: TypeAlias = Literal["kernel", "folio"]
Reuse: TypeAlias = Literal["kernel", "mapcount"]


class Rules(NamedTuple):
    """What is done by another rule than the kernel's own."""

    fault_around: FaultAround = "kernel"
    """What a fault maps beside its own page: what this kernel does, or all of the ``folio``, as none does.

    "When we fault on one page, we place entries for all pages in this folio (that fit ...) into the page
    tables": Matthew Wilcox, "folio mapcount", linux-mm, December 2021.
    """
    reuse: Reuse = "kernel"
    """When a write uses a shared anonymous page as it is: as this kernel decides, or by its ``mapcount``.

    Before v5.9, and of a PMD leaf before v5.18, it was enough that nobody else mapped the page, whoever
    held a reference (CVE-2020-29374).
    """


OWN_RULES = Rules()
"""All as the kernel does."""


@dataclass(frozen=True, kw_only=True)
class Profile(FaultRules, VmaRules, EntryRules, FolioRules):
    """One kernel's answers where kernels differ."""

    name: str
    scheme: str
    """The accounting scheme that this kernel has."""
    pins: bool = True
    """A process can pin pages through io_uring; it needs CONFIG_IO_URING."""
    pins_coalesce: bool = False
    """io_uring pins a large folio once for all its pages of a buffer; ``io_coalesce_buffer()``."""
    moves_pages: bool = True
    """There is a system call move_pages(); it needs CONFIG_NUMA."""
    page_mapcount: bool = True
    """CONFIG_PAGE_MAPCOUNT: every page of a large folio has a count of its own."""
    rules: Rules = OWN_RULES
    """Where it does not do as this kernel did."""
