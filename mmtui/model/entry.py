"""Page table entries: a folio, one of its pages, and the bits the CPU and the kernel keep.

An entry is one int, as in a real page table, so that a table of 512 is cheap to copy and
to compare.  0 is an empty slot.
"""

from __future__ import annotations

from mmtui.model.folio import Folio, folio_number, folio_of

WRITE = 1
"""_PAGE_RW: the CPU may write."""
DIRTY = 2
"""_PAGE_DIRTY: written through this entry."""
SAVED_DIRTY = 4
"""_PAGE_SAVED_DIRTY: was dirty when it was write-protected (x86 since v6.6)."""
DIRTY_BITS = DIRTY | SAVED_DIRTY
"""_PAGE_DIRTY_BITS: what pte_dirty() and pmd_dirty() look at."""
PROT_NONE = 8
"""_PAGE_PROTNONE: the entry is there and nobody may use it."""
EXCLUSIVE = 16
"""PageAnonExclusive of the page it maps; kept here, for only one entry can map such a page."""
PRESENT = 32
"""_PAGE_PRESENT: told apart from an empty slot, whichever folio it maps."""

_FLAG_BITS = 6
_PAGE_BITS = 12
FLAGS = (1 << _FLAG_BITS) - 1
"""Every bit that is not part of which page is mapped."""
_PAGES = (1 << _PAGE_BITS) - 1
_FOLIO_SHIFT = _FLAG_BITS + _PAGE_BITS
NEXT_PAGE = 1 << _FLAG_BITS
"""What to add to an entry so that it maps the next page of the same folio."""

NEXT_FOLIO = folio_number(1, order=0, anon=False) << _FOLIO_SHIFT
"""What to add to an entry so that it maps the folio allocated next, of the same kind."""

_LETTERS = ((WRITE, "w"), (PROT_NONE, "n"), (DIRTY, "d"), (SAVED_DIRTY, "D"))


def entry_of(folio: Folio, page: int = 0, flags: int = 0) -> int:
    """Return the entry that maps this page of the folio.

    >>> from mmtui.model.folio import folio_of
    >>> entry = entry_of(folio_of(0), 0, WRITE | DIRTY)
    >>> folio_in(entry), page_in(entry), letters(flags_in(entry))
    (s0, 0, 'wd')
    """
    return folio.number << _FOLIO_SHIFT | page << _FLAG_BITS | flags | PRESENT


GUARD = entry_of(folio_of(folio_number(0, order=0, anon=True, zero=True)), 0, PROT_NONE)
"""PTE_MARKER_GUARD: an access is SIGSEGV.  What it has in the place of a folio is none: ``folio.guard``."""


def folio_in(entry: int) -> Folio:
    """Return the folio that the entry maps."""
    return folio_of(entry >> _FOLIO_SHIFT)


def number_in(entry: int) -> int:
    """Return the number of the folio that the entry maps."""
    return entry >> _FOLIO_SHIFT


def maps(entry: int, folio: Folio) -> bool:
    """Tell whether the entry maps a page of the folio; 0, which is no entry, maps none.

    >>> from mmtui.model.folio import folio_of
    >>> maps(entry_of(folio_of(0)), folio_of(0)), maps(0, folio_of(0))
    (True, False)
    """
    return entry != 0 and entry >> _FOLIO_SHIFT == folio.number


def page_in(entry: int) -> int:
    """Return which page of its folio the entry maps; 0 for a PMD leaf, which maps all."""
    return entry >> _FLAG_BITS & _PAGES


def flags_in(entry: int) -> int:
    """Return the bits of the entry."""
    return entry & FLAGS


def letters(flags: int) -> str:
    """Return the bits as letters: w writable, n PROT_NONE, d dirty, D saved dirty."""
    return "".join(letter for flag, letter in _LETTERS if flags & flag)
