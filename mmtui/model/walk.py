"""Walk a range of an address space, page by page, and gather neighbours that belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mmtui.model.entry import NEXT_FOLIO, NEXT_PAGE, flags_in, folio_in, page_in
from mmtui.model.folio import Folio
from mmtui.model.mm import Mm, Region


class Stretch(NamedTuple):
    """Neighbouring pages of a region, mapped by neighbouring pages of one folio or by small ones."""

    page: int
    """First page, counted from the start of the region."""
    length: int
    folio: Folio
    """For small folios the first of ``length``."""
    first: int
    """Page of the folio that the first page maps."""
    pmd: bool
    flags: int
    key: object = None
    """What else had to be equal, as the caller gave it."""


def walked(mm: Mm, region: Region) -> list[int]:
    """Return one int for each page of a region: twice its entry, plus 1 under a PMD leaf; 0 for none.

    An entry under a PMD leaf is the one that a PTE for that page would be.
    """
    size, vpn, end = mm.pages_per_pmd, region.start, region.start + region.nr_pages
    values: list[int] = []
    while vpn < end:
        index, slot = divmod(vpn, size)
        upto = min(end - index * size, size)
        pmd = mm.pmds.get(index)
        if isinstance(pmd, int):
            values += [2 * (pmd + NEXT_PAGE * page) + 1 for page in range(slot, upto)]
        elif pmd:
            values += [2 * entry for entry in pmd[slot:upto]]
        else:
            values += [0] * (upto - slot)
        vpn = index * size + upto
    return values


def stretches(values: Sequence[int], keys: Sequence[object] | None = None) -> Iterator[Stretch]:
    """Yield what ``walked()`` returned as stretches; neighbours with different keys are kept apart."""
    at, end = 0, len(values)
    while at < end:
        first = values[at]
        if not first:
            at += 1
            continue
        step, expected, start = _step(first), first, at
        key = keys[at] if keys is not None else None
        while at < end and values[at] == expected and (keys is None or keys[at] == key):
            at += 1
            expected += step
        entry = first >> 1
        yield Stretch(
            start, at - start, folio_in(entry), page_in(entry), bool(first & 1), flags_in(entry), key
        )


def _step(value: int) -> int:
    # by how much the value of the next page is larger, if it belongs to the same stretch
    folio = folio_in(value >> 1)
    if folio.large:
        return 2 * NEXT_PAGE
    return 0 if folio.zero else 2 * NEXT_FOLIO
