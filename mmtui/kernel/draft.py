"""A world while it changes: thawed where an operation writes, frozen again at its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from mmtui.kernel.lru import Lru
from mmtui.kernel.mappings import Mappings
from mmtui.kernel.profile import Profile
from mmtui.kernel.thawed import ThawedMm, ThawedOwners
from mmtui.model.folio import Folio, folio_number, folio_of
from mmtui.model.mm import Mm
from mmtui.model.vma import AnonVma, Vma
from mmtui.model.world import File, Owners, World


class Draft(Mappings):
    """The machine while operations run; ``frozen()`` gives the world that they made."""

    def __init__(self, world: World, profile: Profile) -> None:
        super().__init__(world)
        self.profile = profile
        self.pages_per_pmd = world.pages_per_pmd
        self.pmd_order = world.pmd_order
        self.settings = world.settings
        self.serials = world.serials
        self.slots = dict(world.slots)
        self.names = set(world.names)
        self.owners: dict[int, Owners | ThawedOwners] = dict(world.owners)
        self._mms: dict[str, Mm | ThawedMm] = dict(world.mms)
        self._files: dict[str, File] = dict(world.files)
        self._large = world.serials.large
        self._small = world.serials.small
        self._vmas = world.serials.vmas

    def frozen(self) -> World:
        """Return the world as it is now; the draft can go on."""
        for name, mm in self._mms.items():
            if isinstance(mm, ThawedMm):
                self._mms[name] = mm.frozen()
        serials = replace(self.serials, large=self._large, small=self._small, vmas=self._vmas)
        return World(
            self.pages_per_pmd,
            dict(self._mms),  # type: ignore[arg-type]  # all are frozen now
            self._frozen_mapped(),
            dict(self._files),
            dict(self.slots),
            frozenset(self.names),
            self.settings,
            serials,
            {number: _frozen(owners) for number, owners in self.owners.items()},
            frozenset(self.dirty),
            dict(self.blank),
            frozenset(self.unqueued),
            self._alive(self.partly),
            self._places(),
            dict(self.pins),
            dict(self.piped),
            dict(self.held_at),
            self._alive(self.lazy),
            self._frozen_mlocked(),
            self.locks,
        )

    def _places(self) -> dict[int, int]:
        if not self.nodes:
            return {}
        cached = {number for file in self._files.values() for number in file.cache.values()}
        return {
            number: node for number, node in self.nodes.items() if number in self._mapped or number in cached
        }

    @cached_property
    def lru(self) -> Lru:
        """The batches of the CPU."""
        return Lru(self.mlocked, self.profile.lru_batch)

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
        """Let go of the folios of a file that begin at these pages; nothing maps them any more.

        Those that nobody holds are freed.
        """
        cache = dict(file.cache)
        for index in indices:
            folio = folio_of(cache.pop(index))
            if folio.number not in self.held_at:
                self._freed.append(folio)
            self.dirty.discard(folio.number)
            self.mlocked.pop(folio.number, None)
        self._files[file.name] = replace(file, cache=cache)

    def free_unused(self, folio: Folio) -> None:
        """Free a folio that nobody holds any more, unless something maps it or the page cache has it."""
        if folio.number not in self._mapped and (folio.anon or not self._is_cached(folio.number)):
            self._free(folio)

    def _is_cached(self, number: int) -> bool:
        return any(number in file.cache.values() for file in self._files.values())

    def release_files(self) -> None:
        """Free the files that nobody has open and no VMA maps; ``evict()`` in fs/inode.c."""
        for file in self.files():
            if not file.held and all(vma.file != file.name for vma in self.vmas()):
                self.drop_from_cache(file, *file.cache)
                del self._files[file.name]

    def set_dirty(self, folio: Folio) -> None:
        """Set PG_dirty of a folio of a file; ``folio_mark_dirty()``."""
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


def _frozen(owners: Owners | ThawedOwners) -> Owners:
    return owners if isinstance(owners, Owners) else owners.frozen()
