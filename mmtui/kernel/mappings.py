"""How often folios are mapped while operations run, and what goes with a folio when nothing maps it."""

from __future__ import annotations

from mmtui.kernel.thawed import ThawedMapped
from mmtui.model.folio import Folio, folio_of
from mmtui.model.world import Mapped, World


class Mappings:
    """What the kernel remembers of folios: their mappings, PG_dirty, which pages hold only zeroes."""

    def __init__(self, world: World) -> None:
        self.dirty = set(world.dirty)
        self.blank = dict(world.blank)
        self.unqueued = set(world.unqueued)
        self.partly = set(world.partly)
        self.lazy = set(world.lazy)
        self.mlocked = dict(world.mlocked)
        self.locks = world.locks
        self.pins = dict(world.pins)
        self.piped = dict(world.piped)
        self.held_at = dict(world.held_at)
        self.nodes = dict(world.nodes)
        self.heirs: dict[int, int] = {}
        """By number of a folio that was freed: the one that took its place on the deferred split list."""
        self._freed: list[Folio] = []
        self._mapped: dict[int, int | Mapped | ThawedMapped] = dict(world.mapped)
        self._thawed = set[int]()

    def _frozen_mapped(self) -> dict[int, int | Mapped]:
        for number in self._thawed:
            count = self._mapped.get(number)
            if isinstance(count, ThawedMapped):
                self._mapped[number] = count.frozen()
        self._thawed.clear()
        return dict(self._mapped)  # type: ignore[arg-type]  # all are frozen now

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
        count = self._mapped.get(folio.number)
        if type(count) is not ThawedMapped:
            count = self._count(folio)
        a, b = pages.start, pages.stop
        if b - a == 1:
            count.ptes[a] += by
        else:
            count.ptes[a:b] = [have + by for have in count.ptes[a:b]]
        count.entries += by * (b - a)
        if by < 0 and not (count.entries and folio.number in self.partly):
            self._counted_out(folio, count)

    def count_pmd(self, folio: Folio, by: int) -> None:
        """Record that ``by`` (1 or -1) more PMD leaves map the folio."""
        count = self._count(folio)
        count.pmds += by
        count.entries += by
        if by < 0:
            self._counted_out(folio, count)

    def _counted_out(self, folio: Folio, count: ThawedMapped) -> None:
        if not count.entries:
            self._gone(folio)
        # PG_partially_mapped, for the kernel acts upon it; it stays when all pages are mapped again
        elif folio.anon and folio.number not in self.partly and not count.pmds and 0 in count.ptes:
            self.partly.add(folio.number)

    def _count(self, folio: Folio) -> ThawedMapped:
        count = self._mapped.get(folio.number)
        if not isinstance(count, ThawedMapped):
            assert not isinstance(count, int)
            count = self._mapped[folio.number] = ThawedMapped(count, folio.nr_pages)
            self._thawed.add(folio.number)
        return count

    def _gone(self, folio: Folio) -> None:
        del self._mapped[folio.number]
        if folio.anon and folio.number not in self.held_at:
            self._free(folio)

    def _free(self, folio: Folio) -> None:
        self._freed.append(folio)
        self.blank.pop(folio.number, None)
        self.dirty.discard(folio.number)
        self.unqueued.discard(folio.number)

    def _is_alive(self, number: int) -> bool:
        return number in self._mapped or number in self.held_at

    def _alive(self, numbers: set[int]) -> frozenset[int]:
        return frozenset(filter(self._is_alive, numbers))

    def _frozen_mlocked(self) -> dict[int, int]:
        # what a file caches can stay mlocked when nothing maps it
        if not self.mlocked:
            return {}
        return {
            number: count
            for number, count in self.mlocked.items()
            if self._is_alive(number) or not folio_of(number).anon
        }

    def take_freed(self) -> list[Folio]:
        """Return the folios that were freed since this was last asked."""
        freed, self._freed = self._freed, []
        return [folio for folio in freed if folio.number not in self._mapped] if freed else freed

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


def bits_of(pages: range) -> int:
    """Return a bit for each of these pages.

    >>> bin(bits_of(range(1, 3)))
    '0b110'
    """
    return (1 << pages.stop) - (1 << pages.start)
