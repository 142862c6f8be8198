"""Flags of folios: those that the kernel keeps, and what /proc/kpageflags prints of a page."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.model.folio import Folio
from mmtui.moment import Moment


def folio_flags(moment: Moment, folio: Folio) -> str:
    """Return the flags of a folio by the names in include/linux/page-flags.h, without the PG_.

    PG_referenced and PG_active are not followed.  What nobody counts, as the zero page, has none of these.
    """
    return "" if folio.zero else ",".join(_kept(moment, folio))


def _kept(moment: Moment, folio: Folio) -> Iterator[str]:
    yield "uptodate"  # nothing is mapped before it holds what it is to hold
    if folio.number in moment.world.dirty:
        yield "dirty"
    yield "lru"
    yield from _of_reclaim(moment, folio)


def _of_reclaim(moment: Moment, folio: Folio) -> Iterator[str]:
    if folio.number not in moment.world.lazy:
        yield "swapbacked"
    if folio.number in moment.world.mlocked:
        yield from ("unevictable", "mlocked")


def page_flags(moment: Moment, folio: Folio, page: int) -> str:
    """Return what /proc/kpageflags says of a page of a mapped folio; ``stable_page_flags()``.

    By the names there, lower case: mmap, anon, swapbacked, unevictable, ksm, thp, zero, mlocked.
    """
    if folio.zero:
        return "thp,zero" if folio.large else "zero"
    of_page = set() if page and moment.profile.kpageflags_asks_tail else {*_of_reclaim(moment, folio)}
    said = of_page | {"mmap"} | ({"thp"} if folio.large else set())
    if folio.anon:
        said |= {"anon", "ksm"} if moment.profile.kpageflags_anon_is_ksm else {"anon"}
    return ",".join(name for name in _IN_ORDER if name in said)


_IN_ORDER = ("mmap", "anon", "swapbacked", "unevictable", "ksm", "thp", "mlocked")
"""By the number of the bit."""
