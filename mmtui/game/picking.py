"""Operations that can be done next, for who does not type."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.model.mm import Mm
from mmtui.moment import Moment
from mmtui.scenario import ActAsk

_NAMES = tuple(map(chr, range(ord("A"), ord("Z") + 1)))


def picks(ask: ActAsk, moment: Moment) -> tuple[str, ...]:
    """Return the operations to pick from: those of the scenario, or if it names none what makes sense now."""
    return ask.ops or tuple(dict.fromkeys(_sensible(moment)))


def _sensible(moment: Moment) -> Iterator[str]:
    world, pages = moment.world, moment.world.pages_per_pmd
    free = next((name for name in _NAMES if name not in world.names), None)
    if free is not None and not world.mms:
        yield f"proc {free}"
    if not world.files:
        yield f"memfd m {pages}"
    for mm in world.mms.values():
        yield from _of_process(mm, pages, free, moment)


def _of_process(mm: Mm, pages: int, free: str | None, moment: Moment) -> Iterator[str]:
    fresh = next(name for name in "rstuvxyz" if name not in mm.regions or len(mm.regions) > 6)
    for name, region in mm.regions.items():
        yield from _of_region(mm.name, name, region.nr_pages, fresh)
    if fresh not in mm.regions:
        yield f"{mm.name} mmap {fresh} anon {pages}"
        yield from (f"{mm.name} mmap {fresh} memfd:{name} {pages} shared" for name in moment.world.files)
    if free is not None:
        yield f"{mm.name} fork {free}"
    yield f"{mm.name} exit"


def _of_region(who: str, name: str, end: int, fresh: str) -> Iterator[str]:
    half = end // 2
    for verb in ("write", "read", "munmap", "dontneed"):
        yield f"{who} {verb} {name}"
        if half:
            yield f"{who} {verb} {name} 0 {half}"
    if half:
        yield f"{who} mprotect {name} {half // 2} {half} ro"
        if fresh != name:
            yield f"{who} mremap {name} {half} {end} to={fresh}"
    yield f"{who} splitfolio {name}"
