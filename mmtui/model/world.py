"""The machine as it is: address spaces, page cache, and how often each folio is mapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from mmtui.model.folio import Folio, folio_of
from mmtui.model.mm import Mm

PAGES_PER_PMD = (8, 16, 512)
"""Sizes of a PMD that can be played with; 512 is x86-64."""


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


@dataclass(frozen=True, slots=True)
class File:
    """A memfd: its size and the folios that hold its pages (``struct address_space``)."""

    name: str
    nr_pages: int
    cache: Mapping[int, int] = field(default_factory=dict)
    """Folio number by the index of the folio's first page."""
    huge_order: int = 0
    """Order of the large folios that may be in ``cache``."""

    def find(self, index: int) -> int | None:
        """Return the number of the folio that holds a page; ``filemap_get_folio()``."""
        head = index >> self.huge_order << self.huge_order
        number = self.cache.get(head)
        if number is not None and index - head < folio_of(number).nr_pages:
            return number
        return self.cache.get(index)


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``set`` changes: the files under /sys/kernel/mm/transparent_hugepage."""

    thp: str = "always"
    shmem: str = "never"


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

    @property
    def pmd_order(self) -> int:
        return self.pages_per_pmd.bit_length() - 1

    def folios(self) -> tuple[Folio, ...]:
        """Return every folio that is mapped or in the page cache, oldest first, large ones before small."""
        numbers = set(self.mapped).union(*(file.cache.values() for file in self.files.values()))
        return tuple(sorted((folio_of(number) for number in numbers), key=lambda f: (not f.large, f.serial)))

    def entries(self, folio: Folio) -> int:
        """Return how many page table entries map any page of the folio; a PMD leaf counts 1."""
        mapped = self.mapped.get(folio.number, 0)
        return mapped if isinstance(mapped, int) else mapped.entries
