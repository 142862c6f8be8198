"""Folios: runs of pages that the kernel manages as one unit."""

from __future__ import annotations

from collections.abc import Callable

_ANON = 1
_ORDER_SHIFT = 1
LARGE = 0xF << _ORDER_SHIFT
"""Bits of a folio's number that are set in some way if it is large."""
_ZERO = 1 << 5
_SERIAL_SHIFT = 6
KIND = (1 << _SERIAL_SHIFT) - 1
"""Bits of a folio's number that tell its order and whether it is anonymous, but not which it is."""
_PAGES = tuple(range(1 << order) for order in range(16))


class Folio:
    """A power-of-two group of pages, described by its first page (``struct folio``).

    ``number`` is unique in a run and tells everything about the folio, so page table
    entries need nothing else.  Large folios are labelled ``L0``, ``L1``, ... and small
    ones ``s0``, ``s1``, ... in the order in which they were allocated.

    >>> folio = folio_of(folio_number(3, order=9, anon=True))
    >>> folio, folio.nr_pages, folio.anon
    (L3, 512, True)
    """

    __slots__ = ("anon", "large", "nr_pages", "number", "order", "pages", "zero")

    number: int
    order: int
    large: bool
    anon: bool
    zero: bool
    nr_pages: int
    pages: range
    """Every page of the folio, the head page first."""

    def __init__(self, number: int) -> None:
        order = number >> _ORDER_SHIFT & 0xF
        _keep_anon(self, number & _ANON == _ANON)
        _keep_large(self, order > 0)
        _keep_nr_pages(self, 1 << order)
        _keep_number(self, number)
        _keep_order(self, order)
        _keep_pages(self, _PAGES[order])
        _keep_zero(self, number & _ZERO == _ZERO)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a folio cannot be changed: {name}")

    @property
    def guard(self) -> bool:
        """It is no folio: an entry that says so guards its page."""
        return self.zero and self.anon

    @property
    def label(self) -> str:
        return f"{'L' if self.order else 's'}{self.serial}"

    @property
    def serial(self) -> int:
        """How many folios of its kind (large or small) were allocated before it."""
        return self.number >> _SERIAL_SHIFT

    def __repr__(self) -> str:
        return self.label

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Folio) and other.number == self.number

    def __hash__(self) -> int:
        return self.number


# nobody else may set anything: one folio is the same in every moment; and twice as fast as by name
_keep_anon, _keep_large, _keep_nr_pages, _keep_number, _keep_order, _keep_pages, _keep_zero = (
    vars(Folio)[name].__set__ for name in sorted(Folio.__slots__)
)


def folio_number(serial: int, order: int, anon: bool, zero: bool = False) -> int:
    """Return the number of a folio, given how many of its kind came before it.

    ``zero`` is for the zero page and the huge zero folio, which nobody counts, and if it is also ``anon``
    for what a guard has in the place of a folio.
    """
    return serial << _SERIAL_SHIFT | (_ZERO if zero else 0) | order << _ORDER_SHIFT | anon


class _Folios(dict[int, Folio]):
    # every folio is made once, so that it can be found by the number in an entry; forgotten when
    # there are many, for a folio can be made again
    _MOST = 1 << 16

    def __missing__(self, number: int) -> Folio:
        if len(self) >= self._MOST:
            self.clear()
        folio = self[number] = Folio(number)
        return folio


folio_of: Callable[[int], Folio] = _Folios().__getitem__
"""Return the folio with this number."""


class _OnePage(dict[int, range]):
    def __missing__(self, page: int) -> range:
        pages = self[page] = range(page, page + 1)
        return pages


one_page: Callable[[int], range] = _OnePage().__getitem__
"""Return the range of one page of a folio; made once, for most events speak of one."""
