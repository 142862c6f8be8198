"""VMAs: what a process may have mapped, whether or not a page table entry is there yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class Prot(Enum):
    """What an access may do, by the words of the op language."""

    NONE = "none"
    READ = "ro"
    WRITE = "rw"

    @property
    def readable(self) -> bool:
        return self is not Prot.NONE

    @property
    def writable(self) -> bool:
        return self is Prot.WRITE


@dataclass(frozen=True, slots=True)
class Vma:
    """A range of one address space with the same backing and permission (``struct vm_area_struct``).

    ``start`` and ``end`` are virtual page numbers, half open.  ``pgoff`` is the linear index
    of the first page: into the file, or for anonymous memory into its ``anon_vma``.
    """

    start: int
    end: int
    mm: str
    region: str
    prot: Prot = Prot.WRITE
    file: str | None = None
    shared: bool = False
    pgoff: int = 0
    thp: bool | None = None
    """True after MADV_HUGEPAGE, False after MADV_NOHUGEPAGE."""
    anon_vma: int | None = None
    """Set by the first anonymous fault; VMAs with different ones cannot merge."""
    ident: int = 0
    """Unique in a run; a split gives the upper part a new one."""

    @property
    def anon(self) -> bool:
        """Private memory without a file."""
        return self.file is None

    @property
    def private(self) -> bool:
        return not self.shared

    def __contains__(self, vpn: int) -> bool:
        return self.start <= vpn < self.end

    def index_of(self, vpn: int) -> int:
        """Return the linear index of a page; ``linear_page_index()``."""
        return vpn - self.start + self.pgoff

    def split(self, at: int, ident: int) -> tuple[Vma, Vma]:
        """Return the parts below and above a page; ``__split_vma()``.

        >>> low, high = Vma(0, 8, "A", "r").split(3, ident=7)
        >>> (low.start, low.end), (high.start, high.end, high.pgoff)
        ((0, 3), (3, 8, 3))
        """
        high = replace(self, start=at, pgoff=self.pgoff + at - self.start, ident=ident)
        return replace(self, end=at), high

    def merges_with(self, next_: Vma) -> bool:
        """Tell whether the VMA right above can become part of this one; ``can_vma_merge_after()``."""
        return (
            self.end == next_.start
            and self._kind == next_._kind
            and self.pgoff + self.end - self.start == next_.pgoff
            and (self.anon_vma == next_.anon_vma or None in (self.anon_vma, next_.anon_vma))
        )

    def merged(self, next_: Vma) -> Vma:
        """Return this VMA grown over the one right above it."""
        anon_vma = self.anon_vma if self.anon_vma is not None else next_.anon_vma
        return replace(self, end=next_.end, anon_vma=anon_vma)

    @property
    def _kind(self) -> tuple[object, ...]:
        # the region's name is only ours, but two regions never touch
        return (self.prot, self.file, self.shared, self.thp)
