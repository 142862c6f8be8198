"""Into which smaller folios a large one is split."""

from __future__ import annotations

from typing import NamedTuple

from mmtui.model.folio import Folio


class Piece(NamedTuple):
    """One of the smaller folios."""

    first: int
    """Its first page in the old folio."""
    order: int

    @property
    def pages(self) -> range:
        return range(self.first, self.first + (1 << self.order))


def uniform(folio: Folio, order: int = 0) -> list[Piece]:
    """Return the pieces when all get the same order."""
    return [Piece(first, order) for first in range(0, folio.nr_pages, 1 << order)]


def around(folio: Folio, page: int) -> list[Piece]:
    """Return the pieces when only what holds ``page`` is halved, down to a single page.

    ``__split_unmapped_folio()`` without ``uniform_split``, since v6.15.
    """
    pieces, first, order = [], 0, folio.order
    while order:
        order -= 1
        half = first + (1 << order)
        first, other = (half, first) if page >= half else (first, half)
        pieces.append(Piece(other, order))
    return sorted([*pieces, Piece(first, 0)])
