"""VMAs: what a process may have mapped, whether or not a page table entry is there yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple


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


class AnonVma(NamedTuple):
    """What the anonymous pages of related VMAs are found by (``struct anon_vma``)."""

    serial: int
    """Unique in a run."""
    parent: int
    """Serial of the one that fork() made it from; its own for a root."""


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
    opened: int = 0
    """Which opening of the file it came from (``struct file``): each mmap() of a script opens it anew."""
    shared: bool = False
    pgoff: int = 0
    thp: bool | None = None
    """True after MADV_HUGEPAGE, False after MADV_NOHUGEPAGE."""
    account: bool = False
    """VM_ACCOUNT: its pages are counted as memory that was promised."""
    locked: bool = False
    """VM_LOCKED: mlock() wants all of it present."""
    lazily: bool = False
    """VM_LOCKONFAULT: what is not present yet may stay so."""
    unforked: bool = False
    """VM_DONTCOPY: a child does not get it."""
    wiped: bool = False
    """VM_WIPEONFORK: a child gets it empty."""
    anon_vma: AnonVma | None = None
    """Set by the first anonymous fault; VMAs with different ones cannot merge."""
    chain: tuple[AnonVma, ...] = ()
    """``anon_vma_chain``, oldest first: where pages that it maps may belong, those of its ancestors too."""
    ident: int = 0
    """Unique in a run; a split gives the upper part a new one."""
    mm_id: int = 0
    """Number of the process, 1 for the first; ``mm_struct.mm_id`` since v6.15."""

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

    def continues(self, low: Vma) -> bool:
        """Tell whether it goes on right where another one ends, in its addresses and its linear index."""
        return low.end == self.start and low.pgoff + low.end - low.start == self.pgoff

    def merged(self, next_: Vma) -> Vma:
        """Return this VMA grown over the one right above it; ``dup_anon_vma()`` if only that has faulted."""
        faulted = next_ if self.anon_vma is None else self
        return replace(self, end=next_.end, anon_vma=faulted.anon_vma, chain=faulted.chain)

    @property
    def flags(self) -> tuple[object, ...]:
        """What must be equal for two VMAs to merge, but for their permission: ``vm_flags``, ``vm_file``."""
        words = (self.thp, self.account, self.locked, self.lazily, self.unforked, self.wiped)
        return (self.file, self.opened, self.shared, *words)
