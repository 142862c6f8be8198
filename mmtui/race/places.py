"""The ground of a race: one large folio, the VMAs in which it lies, and what its counters start with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from mmtui.errors import UsageError
from mmtui.model.entry import number_in, page_in
from mmtui.model.folio import Folio
from mmtui.model.mm import Mm
from mmtui.model.references import cached, references
from mmtui.model.vma import Vma
from mmtui.model.world import World
from mmtui.moment import Moment
from mmtui.race.steps import NR, Cell, Key, Place, Table
from mmtui.scheme import Scheme


class Held(NamedTuple):
    """References of the folio: how many, and how many of them are no entry's."""

    references: int
    cached: int = 0
    """The page cache's: one for each page."""
    extra: int = 0
    """Those of nobody that the kernel can name, as pins are."""


@dataclass(frozen=True)
class Ground:
    """What CPUs race on."""

    scheme: Scheme
    folio: Folio
    places: tuple[Place, ...]
    """Every page table in which pages of the folio can stand, in the order of processes and addresses."""
    start: Mapping[Key, int]
    """Entries and counters at the start; what is missing is 0."""
    pages_per_pmd: int
    mapped_pages: int
    """Pages that some entry maps at the start."""
    held: Held
    """Who holds the folio at the start."""
    nohuge_maps_no_pmd: bool = True
    """``do_set_pmd()`` looks at MADV_NOHUGEPAGE; see the profile of the kernel."""
    fault_maps_folio: bool = True
    """``finish_fault()`` maps all of a folio that fits; see there too."""

    def places_of(self, vma: Vma) -> tuple[Place, ...]:
        """Return where the folio lies in a VMA."""
        return tuple(place for place in self.places if place.vma.ident == vma.ident)

    def vma(self, process: str, region: str) -> Vma:
        """Return the VMA of a region in which the folio lies; raise ``UsageError`` if there is none."""
        for place in self.places:
            if (place.vma.mm, place.vma.region) == (process, region):
                return place.vma
        known = ", ".join(dict.fromkeys(f"{place.vma.mm} {place.vma.region}" for place in self.places))
        raise UsageError(f"{self.folio} does not lie in {process} {region}; it lies in {known or 'no VMA'}")

    def page_at(self, vma: Vma, page: int) -> int:
        """Return which page of the folio belongs to a page of a VMA, counted from the VMA's start."""
        first = self.places_of(vma)[0]
        return first.pages.start + page - max(0, first.table * self.pages_per_pmd - vma.start)

    def with_child(self, parent: str, child: str) -> Ground:
        """Return the ground on which a child of fork can have entries too."""
        idents = max(place.vma.ident for place in self.places)
        mm_id = max(place.vma.mm_id for place in self.places) + 1
        vmas = dict.fromkeys(place.vma for place in self.places if place.vma.mm == parent)
        new = {
            vma.ident: replace(vma, mm=child, ident=idents + at, mm_id=mm_id)
            for at, vma in enumerate(vmas, 1)
        }
        more = tuple(
            place._replace(vma=new[place.vma.ident]) for place in self.places if place.vma.mm == parent
        )
        return replace(self, places=self.places + more)

    @property
    def whole(self) -> int:
        """The bit of a PMD leaf at a place."""
        return 1 << self.folio.nr_pages


class NoGround(UsageError):
    """A race cannot begin: it is about one large folio, and there are more, or none."""

    def __init__(self, found: int) -> None:
        are = "there is none" if not found else f"there are {found}"
        super().__init__(f"a race needs one large folio at its start, and {are}")


def ground_of(moment: Moment) -> Ground:
    """Return the ground of a race that begins at a moment, on its large folio.

    Raises ``NoGround`` where there is none, or more than one.
    """
    large = [folio for folio in moment.world.folios() if folio.large and not folio.zero]
    if len(large) != 1:
        raise NoGround(len(large))
    folio, size = large[0], moment.world.pages_per_pmd
    places = tuple(place for mm in moment.world.mms.values() for place in _places(mm, folio, size, moment))
    start: dict[Key, int] = {place: _bits(moment.world.mms[place.vma.mm], place, folio) for place in places}
    mapped = 0
    for bits in start.values():
        mapped |= folio_bits(bits, folio)
    start |= {Table(place.vma.mm, place.table): int(_has_table(moment, place)) for place in places}
    start |= dict(_counters(moment, folio))
    spoken = moment.books.spoken.get(folio.number)
    start[NR] = spoken.nr_mapped or 0 if spoken else 0
    rules = moment.profile.nohuge_maps_no_pmd, moment.profile.fault_maps_folio
    held = _held(moment.world, folio)
    return Ground(moment.scheme, folio, places, start, size, mapped.bit_count(), held, *rules)


def _held(world: World, folio: Folio) -> Held:
    in_cache = folio.number in cached(world)
    pages, all_ = folio.nr_pages if in_cache else 0, references(world, folio, in_cache)
    return Held(all_, pages, all_ - pages - world.entries(folio))


def folio_bits(bits: int, folio: Folio) -> int:
    """Return which pages are mapped at a place: a PMD leaf maps all.

    >>> from mmtui.model.folio import folio_number, folio_of
    >>> folio = folio_of(folio_number(0, order=2, anon=True))
    >>> bin(folio_bits(0b00101, folio)), bin(folio_bits(0b10000, folio))
    ('0b101', '0b1111')
    """
    whole = 1 << folio.nr_pages
    return whole - 1 if bits & whole else bits


def _places(mm: Mm, folio: Folio, size: int, moment: Moment) -> Iterator[Place]:
    for vma in mm.vmas:
        base = _base(mm, vma, folio, moment)
        if base is None:
            continue
        low, high = max(base, vma.start), min(base + folio.nr_pages, vma.end)
        for nr, table in enumerate(range(low // size, -(-high // size))):
            pages = range(max(low, table * size) - base, min(high, (table + 1) * size) - base)
            yield Place(vma, table, pages, nr)


def _base(mm: Mm, vma: Vma, folio: Folio, moment: Moment) -> int | None:
    # virtual page number at which the folio's head page stands, or would, in a VMA
    for leaf in mm.leaves():
        if leaf.vpn in vma and leaf.folio == folio:
            return leaf.vpn - leaf.page
    if vma.file is None:
        return None
    for index, number in moment.world.files[vma.file].cache.items():
        base = vma.start + index - vma.pgoff
        if number == folio.number and base < vma.end and base + folio.nr_pages > vma.start:
            return base
    return None


def _bits(mm: Mm, place: Place, folio: Folio) -> int:
    bits = 0
    for leaf in mm.leaves():
        if leaf.vpn // mm.pages_per_pmd == place.table and number_in(leaf.entry) == folio.number:
            bits |= 1 << (folio.nr_pages if leaf.pmd else page_in(leaf.entry)) if leaf.vpn in place.vma else 0
    return bits


def _has_table(moment: Moment, place: Place) -> bool:
    return isinstance(moment.world.mms[place.vma.mm].pmds.get(place.table), tuple)


def _counters(moment: Moment, folio: Folio) -> Iterator[tuple[Cell, int]]:
    for counter in type(moment.scheme).counters_of(folio):
        pages = folio.pages if counter.per.value == "page" else range(1)
        for page in pages:
            yield Cell(counter, page), moment.books.value(counter, folio, page)
