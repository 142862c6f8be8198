"""The machine as it is: address spaces, page cache, and how often each folio is mapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from mmtui.model.folio import Folio, folio_of
from mmtui.model.mm import Mm


class Mapped(NamedTuple):
    """How often a large folio is mapped, kept beside the page tables and equal to a walk of them."""

    entries: int
    """Entries that map any page; a PMD leaf counts 1."""
    pmds: int
    """PMD leaves that map it."""
    ptes: tuple[int, ...]
    """For each page, the PTEs that map it."""


Mappings: TypeAlias = int | Mapped
"""Entries that map a small folio; for a large one also which pages."""


class Slot(NamedTuple):
    """One process that a large folio knows, and how many of its entries it was told of since."""

    mm: str = ""
    entries: int = 0


FREE = Slot()


class Owners(NamedTuple):
    """Who maps a large folio: ``_mm_id``, ``_mm_id_mapcount``, ``_large_mapcount``, FOLIO_MM_IDS_SHARED."""

    slots: tuple[Slot, Slot] = (FREE, FREE)
    entries: int = 0
    shared: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A memfd: its size and the folios that hold its pages (``struct address_space``)."""

    name: str
    nr_pages: int
    cache: Mapping[int, int] = field(default_factory=dict)
    """Folio number by the index of the folio's first page."""
    orders: frozenset[int] = frozenset()
    """Orders of the large folios that may be in ``cache``."""
    huge: str = "memfd"
    """On a tmpfs mounted with huge=never, always or within_size; a memfd asks the settings."""
    held: bool = True
    """Somebody has it open; otherwise it goes with the last VMA that maps it."""

    def find(self, index: int) -> int | None:
        """Return the number of the folio that holds a page; ``filemap_get_folio()``."""
        for order in self.orders:
            number = self.cache.get(index >> order << order)
            if number is not None and index - (index >> order << order) < folio_of(number).nr_pages:
                return number
        return self.cache.get(index)


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``set`` changes: the files under /sys/kernel/mm/transparent_hugepage."""

    thp: str = "always"
    shmem: str = "never"
    zeropage: bool = True
    """use_zero_page: a read of untouched memory may map the huge zero folio."""
    fault_around: int = 16
    """Pages that a read fault on a file looks at; fault_around_bytes / 4096."""
    sizes: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """By ``mthp`` (anonymous) or ``shmthp`` (of a memfd) and order; what is missing was never set."""


@dataclass(frozen=True, slots=True)
class Serials:
    """How many of each thing were made, so that names are never used twice."""

    large: int = 0
    small: int = 0
    vmas: int = 0
    anon_vmas: int = 0
    zero_page: int | None = None
    huge_zero: int | None = None


@dataclass(frozen=True, slots=True)
class World:
    """Every address space and every folio between two operations."""

    pages_per_pmd: int = 512
    mms: Mapping[str, Mm] = field(default_factory=dict)
    mapped: Mapping[int, Mappings] = field(default_factory=dict)
    """By folio number; a folio that nothing maps is missing."""
    files: Mapping[str, File] = field(default_factory=dict)
    slots: Mapping[str, int] = field(default_factory=dict)
    """Where each region name lies; the same in every process."""
    names: frozenset[str] = frozenset()
    """Every process there ever was; a name is used once."""
    settings: Settings = Settings()
    serials: Serials = Serials()
    owners: Mapping[int, Owners] = field(default_factory=dict)
    """By number of a large folio; empty under kernels that do not remember them."""
    dirty: frozenset[int] = frozenset()
    """PG_dirty, by folio number."""
    blank: Mapping[int, int] = field(default_factory=dict)
    """By number of an anonymous folio: a bit for each page that holds only zeroes; missing is 0."""

    unqueued: frozenset[int] = frozenset()
    """Numbers of anonymous folios of a PMD's size that were never put on the deferred split list."""
    partly: frozenset[int] = frozenset()
    """Numbers of large anonymous folios of which a part was unmapped while another part was mapped."""
    nodes: Mapping[int, int] = field(default_factory=dict)
    """NUMA node of a folio by its number; a missing one lies on node 0, where every process runs."""
    pins: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """How often a process has pinned each folio by its number, by its name; who has none is missing."""
    piped: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """How many references to each folio the pipes of a process hold, in the same way."""
    held_at: Mapping[int, int] = field(default_factory=dict)
    """Linear index of the first page of each folio in ``pins`` or ``piped``; it need not be mapped now."""
    lazy: frozenset[int] = frozenset()
    """Numbers of anonymous folios without PG_swapbacked: MADV_FREE gave them up."""
    mlocked: Mapping[int, int] = field(default_factory=dict)
    """``mlock_count`` of the folios with PG_mlocked, by number."""
    locks: bool = False
    """mlock() was called: there may be locked VMAs."""

    @property
    def pmd_order(self) -> int:
        return self.pages_per_pmd.bit_length() - 1

    def folios(self) -> tuple[Folio, ...]:
        """Return every folio that is mapped, held or in the page cache: large ones first, then by age."""
        cached = (file.cache.values() for file in self.files.values())
        numbers = set(self.mapped).union(self.held_at, *cached)
        return tuple(sorted((folio_of(number) for number in numbers), key=lambda f: (not f.large, f.serial)))

    def entries(self, folio: Folio) -> int:
        """Return how many page table entries map any page of the folio; a PMD leaf counts 1."""
        mapped = self.mapped.get(folio.number, 0)
        return mapped if isinstance(mapped, int) else mapped.entries
