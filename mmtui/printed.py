"""What /proc prints of a folio's pages: how often each is mapped, and whether by one process alone."""

from __future__ import annotations

from typing import NamedTuple

from mmtui.model.truth import Truth
from mmtui.model.world import Mapped, Owners
from mmtui.moment import Moment


class Printed(NamedTuple):
    """For each page of a folio."""

    counts: tuple[int, ...]
    """What /proc/kpagecount prints."""
    exclusive: tuple[bool, ...]
    """Bit 56 of /proc/PID/pagemap, and whether smaps adds it to Private."""


def printed(moment: Moment, truth: Truth) -> Printed:
    """Return what a kernel with or without CONFIG_PAGE_MAPCOUNT prints of a folio."""
    if moment.profile.page_mapcount or not truth.folio.large:
        return Printed(truth.pages, tuple(count == 1 for count in truth.pages))
    owners = moment.world.owners.get(truth.folio.number, Owners())
    alone = truth.entries > 0 and not (truth.entries > 1 and owners.shared)
    nr_pages = truth.folio.nr_pages
    return Printed((_average(moment, truth),) * nr_pages, (alone,) * nr_pages)


def _average(moment: Moment, truth: Truth) -> int:
    """``folio_average_page_mapcount()`` in fs/proc/internal.h: at least 1 while any page is mapped."""
    mapped, nr_pages = moment.world.mapped.get(truth.folio.number), truth.folio.nr_pages
    pmds = mapped.pmds if isinstance(mapped, Mapped) else 0
    if truth.entries <= pmds:
        return truth.entries
    return max(1, (truth.entries - pmds + nr_pages // 2) // nr_pages + pmds)
