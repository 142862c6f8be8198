"""What a moment comes to for everything that can still happen: two moments with one key have one future."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from mmtui.explore.naming import RAW, Naming
from mmtui.model.folio import folio_of
from mmtui.model.mm import Mm
from mmtui.model.vma import Vma
from mmtui.model.world import File
from mmtui.moment import Moment

_LOW = (1 << 18) - 1  # which page, and the bits of an entry; above stands the folio's number
_FOLIO_SHIFT = 18
_KIND = (1 << 6) - 1  # of a folio's number: everything but how many came before it
_KIND_BITS = 6


def key_of(moment: Moment, naming: Naming = RAW) -> bytes:
    """Return the key, 16 bytes that are the same in every process and on every machine.

    Left out is what nothing depends on any more: how the machine came here, what was said and what it cost.
    """
    return blake2b(repr(_Canon(moment, naming).whole()).encode(), digest_size=16).digest()


class _Canon:
    # names are given anew, in the order in which a walk through the page tables meets the things

    def __init__(self, moment: Moment, naming: Naming) -> None:
        self._world, self._books, self._scheme = moment.world, moment.books, moment.scheme
        self._naming, self._follows_dirty = naming, moment.profile.maps_dirty_folio_dirty
        self._numbers: dict[int, int] = {}
        self._mms = {name: age for age, name in enumerate(self._world.mms)}
        serials = {
            serial
            for mm in self._world.mms.values()
            for vma in mm.vmas
            for each in (*vma.chain, *((vma.anon_vma,) if vma.anon_vma else ()))
            for serial in each
        }
        # in the order of the old ones, for the kernel looks for the oldest
        self._serials = {serial: place for place, serial in enumerate(sorted(serials))}

    def whole(self) -> tuple[Any, ...]:
        world = self._world
        mms = [self._mm(mm) for mm in world.mms.values()]
        files = [self._file(file) for file in world.files.values()]
        alive = dict(self._numbers)
        return (
            mms,
            files,
            sorted(world.slots.items()),
            self._owners(alive),
            [
                sorted(alive[n] for n in some if n in alive)
                for some in (self._dirty(), world.unqueued, world.partly, world.lazy)
            ],
            [
                sorted((alive[n], value) for n, value in some.items() if n in alive)
                for some in (world.blank, world.nodes, world.mlocked)
            ],
            self._cells(),
            sorted(
                (self._of(n), *spoken) for n, spoken in self._books.spoken.items() if spoken != (0, False)
            ),
            *(self._held(some, alive) for some in (world.pins, world.piped)),
            self._unused(),
        )

    def _dirty(self) -> Iterable[int]:
        # of files only where something depends on it
        follows = self._follows_dirty
        return (number for number in self._world.dirty if follows or folio_of(number).anon)

    def _unused(self) -> tuple[Any, ...]:
        # which names the things get that are made next, where names are seen
        naming, serials = self._naming, self._world.serials
        names = sorted(self._world.names) if naming.mms else ()
        numbers = (serials.large, serials.small) if naming.folios else ()
        return names, numbers, (serials.vmas, serials.anon_vmas) if naming.vmas else ()

    def _mm(self, mm: Mm) -> tuple[Any, ...]:
        raw = (mm.name, mm.mm_id) if self._naming.mms else ()
        tables = [(index, self._pmd(mm.pmds[index])) for index in sorted(mm.pmds)]
        return raw, [self._vma(vma) for vma in mm.vmas], tables, sorted(mm.regions.items())

    def _pmd(self, pmd: int | tuple[int, ...]) -> int | list[int]:
        if isinstance(pmd, int):
            return self._entry(pmd)
        return [self._entry(entry) for entry in pmd]

    def _entry(self, entry: int) -> int:
        return entry and self._of(entry >> _FOLIO_SHIFT) << _FOLIO_SHIFT | entry & _LOW

    def _of(self, number: int) -> int:
        new = self._numbers.get(number)
        if new is None:
            new = number if self._naming.folios else len(self._numbers) << _KIND_BITS | number & _KIND
            self._numbers[number] = new
        return new

    def _vma(self, vma: Vma) -> tuple[Any, ...]:
        serials = self._serials
        own = vma.anon_vma and (serials[vma.anon_vma.serial], serials[vma.anon_vma.parent])
        chain = [(serials[each.serial], serials[each.parent]) for each in vma.chain]
        where = (vma.start, vma.end, vma.region, vma.prot.value, vma.pgoff, own, chain, vma.flags)
        return (*where, vma.ident, vma.anon_vma, vma.chain) if self._naming.vmas else where

    def _file(self, file: File) -> tuple[Any, ...]:
        cache = [(index, self._of(file.cache[index])) for index in sorted(file.cache)]
        return file.name, file.nr_pages, cache, sorted(file.orders), file.huge, file.held

    def _owners(self, alive: dict[int, int]) -> list[Any]:
        mms = self._mms
        return sorted(
            (
                alive[n],
                [(str(mms.get(slot.mm, slot.mm)), slot.entries) for slot in owners.slots],
                owners.entries,
                owners.shared,
            )
            for n, owners in self._world.owners.items()
            if n in alive
        )

    def _held(self, some: Mapping[str, Iterable[int]], alive: dict[int, int]) -> list[Any]:
        # how often does not matter: all of it ends at once; nor does what nothing can map again
        return sorted(
            (str(self._mms.get(name, name)), sorted(alive[n] for n in folios if n in alive))
            for name, folios in some.items()
        )

    def _cells(self) -> list[Any]:
        cells = self._books.cells
        return [sorted(self._kept(cells[counter].items())) for counter in self._scheme.counters()]

    def _kept(self, values: Iterable[tuple[int, Any]]) -> list[tuple[int, Any]]:
        # a folio that is missing has 0
        return [
            (self._of(number), value)
            for number, value in values
            if (value if isinstance(value, int) else any(value))
        ]
