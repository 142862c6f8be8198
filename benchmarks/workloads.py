"""What the model is made to do: scripts in which nearly every event is of one kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import NamedTuple

from mmtui.model.ops import Op, parse_script
from mmtui.rng import Pcg32

PAGES = 512
PROCESSES = "ABCDEFGH"
_CHILDREN = "BCDEFGHIJKLMNOPQRSTUVWXY"


class Workload(NamedTuple):
    """A script to be measured, and the one that prepares it."""

    what: str
    setup: str
    script: str
    pages_per_event: int
    """Pages that each event of ``script`` speaks of."""


def workloads() -> tuple[Workload, ...]:
    """Return everything whose events are counted."""
    small = f"set thp never\nproc A\nA mmap r anon {PAGES}\n"
    large = f"proc A\nA mmap r anon {PAGES}\nA write r\n"
    # the border inside the PMD range has split the PMD; with the protection back the VMA is one again
    by_ptes = large + "A mprotect r 0 1 ro\nA mprotect r 0 1 rw\n"
    holes = "".join(f"A dontneed r {page}\n" for page in range(1, PAGES, 2))
    forks = "".join(f"A fork {child}\n" for child in _CHILDREN)
    exits = "".join(f"{child} exit\n" for child in _CHILDREN)
    return (
        Workload(f"{PAGES} small pages written and dropped", small, "A write r\nA dontneed r\n" * 16, 1),
        Workload("fork of small pages", f"{small}A write r\n", forks, 1),
        Workload("fork and exit, every second page of a large folio", by_ptes + holes, forks + exits, 1),
        Workload("one page of a large folio in each operation", _shared_folio(), _one_by_one(), 1),
        Workload(f"fork and exit, {PAGES} pages an event", by_ptes, forks + exits, PAGES),
    )


def _shared_folio() -> str:
    # skewed, so that the huge page of the file cannot be mapped by a PMD
    maps = "".join(f"proc {who}\n{who} mmap r memfd:m {PAGES} shared skew=8\n" for who in PROCESSES)
    return f"set shmem always\nmemfd m {PAGES}\n{maps}A write r 0\n"


def _one_by_one() -> str:
    pages = range(1, PAGES)
    verbs = [f"{who} {verb} r {{}}\n" for verb in ("write", "dontneed") for who in PROCESSES]
    return "".join(verb.format(page) for verb in verbs for page in pages)


def steady_run(length: int) -> tuple[Op, ...]:
    """Return a run that comes back to the same page tables again and again: only its history grows.

    Eight processes map and drop single pages of a shared huge page and single small pages.
    """
    maps = "".join(f"{who} mmap p anon 64 thp=off\n{who} write p 0\n{who} write r 9\n" for who in PROCESSES)
    setup = parse_script(_shared_folio() + maps)
    round_ = [
        f"{who} {verb} {region} {page}"
        for page in range(1, 9)
        for who in PROCESSES
        for region in "rp"
        for verb in ("write", "dontneed")
    ]
    return (*setup, *islice(cycle(parse_script("\n".join(round_))), length - len(setup)))


def long_run(length: int, seed: int = 1) -> tuple[Op, ...]:
    """Return a run drawn at random: eight processes share 512 pages of a file and 512 of their ancestor."""
    return parse_script("\n".join(islice(_drawn(Pcg32(seed)), length)))


def _drawn(rng: Pcg32) -> Iterator[str]:
    yield from ("set shmem always", f"memfd m {PAGES}", "proc A", f"A mmap f memfd:m {PAGES} shared")
    yield from (f"A mmap r anon {PAGES}", "A write r", "A write f")
    yield from (f"A fork {who}" for who in PROCESSES[1:])
    while True:
        who, region = rng.choice(PROCESSES), rng.choice("rrf")
        verb = rng.choice(("write", "read", "dontneed", "mprotect"))
        pages = rng.span(range(PAGES))
        words = f"{who} {verb} {region} {pages.start} {pages.stop}"
        yield f"{words} {rng.choice(('ro', 'rw', 'rw'))}" if verb == "mprotect" else words
