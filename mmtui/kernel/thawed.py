"""Parts of a world that an operation may change: an address space, a folio's mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from mmtui.model.mm import Mm, PmdEntry, Region, Table, vma_index
from mmtui.model.vma import Vma
from mmtui.model.world import Mapped, Owners, Slot

ThawedPmd: TypeAlias = int | list[int] | Table


class ThawedMm:
    """An address space that an operation may change."""

    __slots__ = ("mm_id", "name", "pages_per_pmd", "pmds", "regions", "vmas")

    def __init__(self, mm: Mm) -> None:
        self.name = mm.name
        self.mm_id = mm.mm_id
        self.pages_per_pmd = mm.pages_per_pmd
        self.vmas = list(mm.vmas)
        self.pmds: dict[int, ThawedPmd] = dict(mm.pmds)
        self.regions: dict[str, Region] = dict(mm.regions)

    def frozen(self) -> Mm:
        for index, pmd in self.pmds.items():
            if type(pmd) is list:
                self.pmds[index] = tuple(pmd)
        pmds: Mapping[int, PmdEntry] = dict(self.pmds)  # type: ignore[arg-type]  # no list is left
        return Mm(self.name, self.pages_per_pmd, tuple(self.vmas), pmds, dict(self.regions), self.mm_id)

    def vma_at(self, vpn: int) -> Vma | None:
        found = vma_index(self.vmas, vpn)
        return self.vmas[found] if found is not None else None

    def vmas_in(self, start: int, end: int) -> list[Vma]:
        """Return the VMAs that touch a range, in address order."""
        return [vma for vma in self.vmas if vma.start < end and vma.end > start]

    def table(self, index: int) -> list[int]:
        """Return the PTE table of a PMD slot, to be written; make it if there is none (``pte_alloc()``)."""
        pmd = self.pmds.get(index)
        if type(pmd) is list:
            return pmd
        assert not isinstance(pmd, int), "a PMD leaf must be split before its PTEs are written"
        table = list(pmd) if pmd is not None else [0] * self.pages_per_pmd
        self.pmds[index] = table
        return table

    def entry_at(self, vpn: int) -> tuple[int, bool]:
        """Return the entry that maps a page (0 for none) and whether it is a PMD leaf."""
        pmd = self.pmds.get(vpn // self.pages_per_pmd)
        if isinstance(pmd, int):
            return pmd, True
        return (pmd[vpn % self.pages_per_pmd] if pmd else 0), False

    def replace_vma(self, old: Vma, *new: Vma) -> None:
        at = self.vmas.index(old)
        self.vmas[at : at + 1] = new


class ThawedMapped:
    """How often a large folio is mapped, while that changes."""

    __slots__ = ("entries", "pmds", "ptes")

    def __init__(self, mapped: Mapped | None, nr_pages: int) -> None:
        self.entries = mapped.entries if mapped else 0
        self.pmds = mapped.pmds if mapped else 0
        self.ptes = list(mapped.ptes) if mapped else [0] * nr_pages

    def frozen(self) -> Mapped:
        return Mapped(self.entries, self.pmds, tuple(self.ptes))


class ThawedOwners:
    """Who maps a large folio, while that changes; a free slot has the name ""."""

    __slots__ = ("counts", "entries", "mms", "shared")

    def __init__(self, owners: Owners) -> None:
        (mm_0, count_0), (mm_1, count_1) = owners.slots
        self.mms = [mm_0, mm_1]
        self.counts = [count_0, count_1]
        self.entries = owners.entries
        self.shared = owners.shared

    def frozen(self) -> Owners:
        slot_0, slot_1 = map(Slot, self.mms, self.counts)
        return Owners((slot_0, slot_1), self.entries, self.shared)

    def add(self, mm: str, entries: int) -> None:
        """Count entries of a process in; ``folio_add_large_mapcount()``."""
        self.entries += entries
        if mm in self.mms:
            self.counts[self.mms.index(mm)] += entries
        elif "" in self.mms:
            at = self.mms.index("")
            self.mms[at], self.counts[at] = mm, entries
            self.shared = self.shared or at == 1 or self.entries != entries
        # the third gets none; that there are two says already that the folio is shared

    def remove(self, mm: str, entries: int) -> None:
        """Count entries of a process out; ``folio_sub_large_mapcount()``."""
        self.entries -= entries
        if mm in self.mms:
            at = self.mms.index(mm)
            # entries that were added while no slot was free can take more away than was counted
            self.counts[at] = max(0, self.counts[at] - entries)
            if self.counts[at]:
                return
            self.mms[at] = ""
        self.shared = self.shared and self.entries not in self.counts
