"""Parts of a world that an operation may change: an address space, a folio's mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from mmtui.model.mm import Mm, PmdEntry, Region, Table, vma_index
from mmtui.model.vma import Vma
from mmtui.model.world import Mapped

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
