"""A world while it changes: thawed where an operation writes, frozen again at its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mmtui.kernel.profile import Profile
from mmtui.kernel.thawed import ThawedMapped, ThawedMm
from mmtui.model.folio import Folio, folio_number, folio_of
from mmtui.model.mm import Mm
from mmtui.model.vma import AnonVma, Vma
from mmtui.model.world import File, Mapped, World


class Draft:
    """The machine while operations run; ``frozen()`` gives the world that they made."""

    def __init__(self, world: World, profile: Profile) -> None:
        self.profile = profile
        self.pages_per_pmd = world.pages_per_pmd
        self.pmd_order = world.pmd_order
        self.settings = world.settings
        self.serials = world.serials
        self.slots = dict(world.slots)
        self.names = set(world.names)
        self.owners = dict(world.owners)
        self.dirty = set(world.dirty)
        self.blank = dict(world.blank)
        self.unqueued = set(world.unqueued)
        self._freed: list[Folio] = []
        self._mms: dict[str, Mm | ThawedMm] = dict(world.mms)
        self._files: dict[str, File] = dict(world.files)
        self._mapped: dict[int, int | Mapped | ThawedMapped] = dict(world.mapped)
        self._large = world.serials.large
        self._small = world.serials.small
        self._vmas = world.serials.vmas

    def frozen(self) -> World:
        """Return the world as it is now; the draft can go on."""
        for name, mm in self._mms.items():
            if isinstance(mm, ThawedMm):
                self._mms[name] = mm.frozen()
        for number, count in self._mapped.items():
            if isinstance(count, ThawedMapped):
                self._mapped[number] = count.frozen()
        serials = replace(self.serials, large=self._large, small=self._small, vmas=self._vmas)
        return World(
            self.pages_per_pmd,
            dict(self._mms),  # type: ignore[arg-type]  # all are frozen now
            dict(self._mapped),  # type: ignore[arg-type]  # so are these
            dict(self._files),
            dict(self.slots),
            frozenset(self.names),
            self.settings,
            serials,
            dict(self.owners),
            frozenset(self.dirty),
            dict(self.blank),
            frozenset(self.unqueued),
        )

    # -- processes and files

    def mm(self, name: str) -> ThawedMm | None:
        """Return a living process's memory, thawed."""
        mm = self._mms.get(name)
        if isinstance(mm, Mm):
            mm = self._mms[name] = ThawedMm(mm)
        return mm

    def peek(self, name: str) -> Mm | ThawedMm:
        """Return a living process's memory, only to be read."""
        return self._mms[name]

    def mms(self) -> list[ThawedMm]:
        """Return the memory of every process, thawed, the oldest first."""
        return [mm for name in self._mms if (mm := self.mm(name)) is not None]

    def vmas(self) -> Iterator[Vma]:
        """Walk the VMAs of all processes."""
        for mm in self._mms.values():
            yield from mm.vmas

    def add_mm(self, mm: Mm) -> ThawedMm:
        """Add a process; it gets the next ``mm_id``."""
        self.names.add(mm.name)
        thawed = self._mms[mm.name] = ThawedMm(replace(mm, mm_id=len(self.names)))
        return thawed

    def drop_mm(self, name: str) -> None:
        del self._mms[name]

    def file(self, name: str) -> File | None:
        return self._files.get(name)

    def files(self) -> list[File]:
        return list(self._files.values())

    def set_file(self, file: File) -> None:
        self._files[file.name] = file

    def add_to_cache(self, file: File, folio: Folio, index: int) -> None:
        """Put a folio into the page cache; ``shmem_add_to_page_cache()``."""
        cache = {**file.cache, index: folio.number}
        orders = file.orders | {folio.order} if folio.large else file.orders
        self._files[file.name] = replace(file, cache=cache, orders=orders)

    def drop_from_cache(self, file: File, *indices: int) -> None:
        """Free the folios of a file that begin at these pages; nothing maps them any more."""
        cache = dict(file.cache)
        for index in indices:
            folio = folio_of(cache.pop(index))
            self._freed.append(folio)
            self.dirty.discard(folio.number)
        self._files[file.name] = replace(file, cache=cache)

    def release_files(self) -> None:
        """Free the files that nobody has open and no VMA maps; ``evict()`` in fs/inode.c."""
        for file in [file for file in self._files.values() if not file.held]:
            if all(vma.file != file.name for vma in self.vmas()):
                self.drop_from_cache(file, *file.cache)
                del self._files[file.name]

    def set_dirty(self, folio: Folio) -> None:
        """Set PG_dirty, under kernels where something depends on it."""
        if self.profile.maps_dirty_folio_dirty:
            self.dirty.add(folio.number)

    def slot_of(self, region: str) -> int:
        return self.slots.setdefault(region, len(self.slots))

    # -- things that get a new name

    def new_folio(self, *, order: int, anon: bool, zero: bool = False) -> Folio:
        if order:
            self._large += 1
            number = folio_number(self._large - 1, order, anon, zero)
            if anon:
                self.blank[number] = (1 << (1 << order)) - 1
            return folio_of(number)
        self._small += 1
        return folio_of(folio_number(self._small - 1, 0, anon, zero))

    def zero_page(self) -> Folio:
        """Return the page of zeroes that reads of untouched memory share; nobody counts its mappings."""
        if self.serials.zero_page is None:
            folio = self.new_folio(order=0, anon=False, zero=True)
            self.serials = replace(self.serials, zero_page=folio.number)
        return folio_of(self.serials.zero_page or 0)

    def huge_zero(self) -> Folio:
        """Return the huge zero folio."""
        if self.serials.huge_zero is None:
            folio = self.new_folio(order=self.pmd_order, anon=False, zero=True)
            self.serials = replace(self.serials, huge_zero=folio.number)
        return folio_of(self.serials.huge_zero or 0)

    def new_vma_ident(self) -> int:
        self._vmas += 1
        return self._vmas

    def new_anon_vma(self, parent: AnonVma | None = None) -> AnonVma:
        serial = self.serials.anon_vmas + 1
        self.serials = replace(self.serials, anon_vmas=serial)
        return AnonVma(serial, parent.serial if parent else serial)

    # -- what an anonymous page holds: zeroes, or not

    def fill(self, number: int, pages: range) -> None:
        """Record that something was written into these pages of a folio."""
        have = self.blank.get(number)
        if have and not self.keep_blank(number, have & ~bits_of(pages)):
            del self.blank[number]

    def keep_blank(self, number: int, bits: int) -> int:
        """Record which pages of a folio hold only zeroes; returns them."""
        if bits:
            self.blank[number] = bits
        return bits

    def is_blank(self, folio: Folio, page: int) -> bool:
        """Tell whether a page holds only zeroes."""
        return folio.zero or bool(self.blank.get(folio.number, 0) >> page & 1)

    # -- how often a folio is mapped

    def entries(self, folio: Folio) -> int:
        """Return how many entries map any page of a folio; a PMD leaf counts 1."""
        count = self._mapped.get(folio.number, 0)
        return count if isinstance(count, int) else count.entries

    def unmapped_among(self, folio: Folio, pages: range) -> int:
        """Return how many of these pages nothing maps right now."""
        count = self._mapped.get(folio.number, 0)
        if isinstance(count, int):
            return 0 if count else len(pages)
        return 0 if count.pmds else count.ptes[pages.start : pages.stop].count(0)

    def mapcount(self, folio: Folio, page: int) -> int:
        """Return how many entries map a page; ``page_mapcount()``."""
        count = self._mapped.get(folio.number, 0)
        return count if isinstance(count, int) else count.pmds + count.ptes[page]

    def likely_shared(self, folio: Folio) -> bool:
        """``folio_likely_mapped_shared()`` of v6.12: a guess, from the head page if no page tells."""
        count = self._mapped.get(folio.number, 0)
        if isinstance(count, int) or count.entries <= 1:
            return self.entries(folio) > 1
        return count.pmds > 0 or count.entries > folio.nr_pages or count.ptes[0] > 1

    def partly_mapped(self, folio: Folio) -> bool:
        """Some pages of the folio are mapped and some are not."""
        count = self._mapped.get(folio.number, 0)
        return not isinstance(count, int) and count.pmds == 0 and 0 < count.ptes.count(0) < folio.nr_pages

    def count_ptes(self, folio: Folio, pages: range, by: int) -> None:
        """Record that ``by`` (1 or -1) more PTEs map each of these pages."""
        if not folio.order:
            have: int = self._mapped.get(folio.number, 0)  # type: ignore[assignment]  # small: no more than a number
            self._mapped[folio.number] = have + by
            if not have + by:
                self._gone(folio)
            return
        count = self._count(folio)
        a, b = pages.start, pages.stop
        if b - a == 1:
            count.ptes[a] += by
        else:
            count.ptes[a:b] = [have + by for have in count.ptes[a:b]]
        self._add_entries(folio, count, by * (b - a))

    def count_pmd(self, folio: Folio, by: int) -> None:
        """Record that ``by`` (1 or -1) more PMD leaves map the folio."""
        count = self._count(folio)
        count.pmds += by
        self._add_entries(folio, count, by)

    def _count(self, folio: Folio) -> ThawedMapped:
        count = self._mapped.get(folio.number)
        if not isinstance(count, ThawedMapped):
            assert not isinstance(count, int)
            count = self._mapped[folio.number] = ThawedMapped(count, folio.nr_pages)
        return count

    def _add_entries(self, folio: Folio, count: ThawedMapped, by: int) -> None:
        count.entries += by
        if not count.entries:
            self._gone(folio)

    def _gone(self, folio: Folio) -> None:
        del self._mapped[folio.number]
        if folio.anon:
            self._freed.append(folio)
            self.blank.pop(folio.number, None)
            self.dirty.discard(folio.number)
            self.unqueued.discard(folio.number)

    def take_freed(self) -> list[Folio]:
        """Return the folios that were freed since this was last asked."""
        freed, self._freed = self._freed, []
        return [folio for folio in freed if folio.number not in self._mapped] if freed else freed


def bits_of(pages: range) -> int:
    """Return a bit for each of these pages.

    >>> bin(bits_of(range(1, 3)))
    '0b110'
    """
    return (1 << pages.stop) - (1 << pages.start)
