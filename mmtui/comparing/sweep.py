"""What one event costs each scheme as a folio grows, or a crowd: measured in runs of the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mmtui.books import Cost
from mmtui.guarded import after
from mmtui.kernel.profile import Profile
from mmtui.model.ops import parse_op, parse_script
from mmtui.moment import Moment
from mmtui.scheme import Scheme

SIZES = tuple(1 << order for order in range(10))
"""Pages of a folio; the larger ones are as large as a PMD of their machine."""
CROWD = tuple(range(1, 9))
"""Children that are forked, and that exit."""


class Run(NamedTuple):
    """What is done first, and the operations that are measured."""

    event: str
    about: str
    x: int
    pages_per_pmd: int
    setup: str
    measured: tuple[str, ...]


class Point(NamedTuple):
    """What an event cost a scheme; None where the scheme broke."""

    event: str
    x: int
    scheme: str
    cost: Cost | None


def runs_by_size(pages: int, profile: Profile) -> Iterator[Run]:
    """Yield map, unmap, fork and split of a folio of so many pages; a single page cannot be split."""
    size = max(pages, 2)
    # a kernel that maps a PMD in spite of thp=off cannot do so where the folio lies across two tables
    ptes = "thp=off" if profile.nohuge_maps_no_pmd else "skew=1"
    maps = f"set shmem always\nmemfd m {pages}\nproc A\nproc B\nA mmap w memfd:m {pages} shared\nA write w\n"
    maps += f"B mmap r memfd:m {pages} shared {ptes}"
    new = _anon(pages)
    yield Run("map", "a process maps a file folio by PTEs", pages, size, maps, ("B read r",))
    yield Run("unmap", "it unmaps all of it again", pages, size, f"{maps}\nB read r", ("B munmap r",))
    yield Run(
        "fork", "fork copies the PTEs of an anonymous folio", pages, size, _by_ptes(pages), ("A fork B",)
    )
    if pages > 1:
        change = ("A mprotect r 0 1 ro",)
        yield Run("split", "mprotect of one page splits the only PMD", pages, size, new, change)


def runs_by_crowd(children: int, pages: int) -> Iterator[Run]:
    """Yield so many forks of a process that maps a folio of so many pages, and the exits of the children."""
    names = [chr(ord("B") + child) for child in range(children)]
    forks, exits = tuple(f"A fork {name}" for name in names), tuple(f"{name} exit" for name in names)
    for how, setup in (("PMD", _anon(pages)), ("PTEs", _by_ptes(pages))):
        done = "\n".join((setup, *forks))
        yield Run(f"forks, {how}", f"A forks, and the children get its {how}", children, pages, setup, forks)
        yield Run(f"exits, {how}", f"the children, which map it by {how}, exit", children, pages, done, exits)


def _anon(pages: int) -> str:
    return f"proc A\nA mmap r anon {pages}\nA write r"


def _by_ptes(pages: int) -> str:
    # the PMD is split and the VMA is one again
    return _anon(pages) + ("\nA mprotect r 0 1 ro\nA mprotect r 0 1 rw" if pages > 1 else "")


def measured(run: Run, schemes: Sequence[Scheme], profile: Profile) -> Iterator[Point]:
    """Yield what the measured operations of a run cost each scheme."""
    for scheme in schemes:
        moment = Moment.first(scheme, profile, run.pages_per_pmd)
        for op in parse_script(run.setup):
            moment = after(moment, op)
        before = moment.books.cost
        for text in run.measured:
            moment = after(moment, parse_op(text))
            assert moment.result.ok, f"{run.event} of {run.x}: {text}: {moment.result.err}"
        cost = moment.books.cost.since(before) if moment.fault is None else None
        yield Point(run.event, run.x, scheme.name, cost)
