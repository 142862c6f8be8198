"""The races that every scheme has to stand, unless told to run another."""

from __future__ import annotations

from typing import NamedTuple


class Race(NamedTuple):
    """Where CPUs begin, and what each of them does."""

    name: str
    about: str
    """What is tried, in one sentence."""
    setup: str
    """Operations before the race, a line each."""
    cpus: tuple[str, ...]
    pages_per_pmd: int = 4
    source: str = ""
    """The file in which the setup stands, for what is wrong with it; empty for our own."""


def _file(pages: int, *maps: str) -> str:
    # a memfd with one folio in it: it is made by who maps it first, all of it at a PMD's alignment
    made = f"memfd m {pages}\nA mmap w memfd:m {pages} shared\nA write w\nA munmap w"
    return "\n".join(("set shmem always", "proc A", "proc B", "proc C", made, *maps))


def _maps(process: str, pages: int = 4, words: str = "thp=off") -> str:
    return f"{process} mmap r memfd:m {pages} shared {words}".rstrip()


_HUGE = "proc A\nA mmap r anon 4\nA write r"
_SPLIT = f"{_HUGE}\nA mprotect r 0 1 ro\nA mprotect r 0 1 rw"
"""The folio stays, mapped by PTEs, in one VMA."""

BATTERY = (
    Race(
        "two-tables",
        "two threads unmap a folio that lies across two page tables, each under the lock of its own",
        _file(4, _maps("A", words="skew=2"), "A read r"),
        ("A dontneed r 0 2", "A dontneed r 2 4"),
    ),
    Race(
        "two-tables-map",
        "two threads map a folio that lies across two page tables, each under the lock of its own",
        _file(4, _maps("A", words="skew=2")),
        ("A read r 0 2", "A read r 2 4"),
    ),
    Race(
        "exit-exit",
        "two processes that map a folio by PTEs exit",
        f"{_SPLIT}\nA fork B",
        ("A exit", "B exit"),
    ),
    Race(
        "exit-exit-exit",
        "three processes that map two pages by PTEs exit",
        _file(2, *(f"{_maps(who, 2)}\n{who} read r" for who in "ABC")),
        ("A exit", "B exit", "C exit"),
        2,
    ),
    Race(
        "exit-exit-mixed",
        "two processes that map a folio, one by a PMD and one by PTEs, exit",
        f"{_HUGE}\nA fork B\nB mprotect r 0 1 ro\nB mprotect r 0 1 rw",
        ("A exit", "B exit"),
    ),
    Race(
        "halves",
        "two processes give up the same half of a folio",
        f"{_SPLIT}\nA fork B",
        ("A dontneed r 0 2", "B dontneed r 0 2"),
    ),
    Race(
        "split-unmap",
        "one process splits its PMD while the other, the last with a PMD, unmaps",
        f"{_HUGE}\nA fork B",
        ("A splitpmd r", "B exit"),
    ),
    Race(
        "split-split",
        "two processes split their PMDs of one folio",
        f"{_HUGE}\nA fork B",
        ("A splitpmd r", "B splitpmd r"),
    ),
    Race(
        "split-split-unmap",
        "two processes split their PMDs, and a third unmaps its own",
        f"{_HUGE}\nA fork B\nA fork C",
        ("A splitpmd r", "B splitpmd r", "C exit"),
    ),
    Race(
        "split-zap",
        "one process splits its PMD while another, which has PTEs, gives up a page",
        f"{_HUGE}\nA fork B\nB mprotect r 0 1 ro\nB mprotect r 0 1 rw",
        ("A splitpmd r", "B dontneed r 0 1"),
    ),
    Race(
        "map-unmap",
        "one process unmaps the pages that another maps",
        _file(4, _maps("A"), "A read r", _maps("B")),
        ("A dontneed r", "B read r"),
    ),
    Race(
        "pmd-map-unmap",
        "one process unmaps the PMD while another maps one",
        _file(4, _maps("A", words=""), "A read r", _maps("B", words="")),
        ("A dontneed r", "B read r"),
    ),
    Race(
        "unmap-map-pmd",
        "a page is unmapped, mapped by another process, and a third maps all by a PMD",
        _file(2, _maps("A", 2), "A read r", _maps("B", 2), _maps("C", 2, "")),
        ("A dontneed r 0 1", "B read r 0 1", "C read r"),
        2,
    ),
    Race(
        "fork-exit",
        "a process forks while another that maps the folio exits",
        f"{_HUGE}\nA fork B",
        ("A fork C", "B exit"),
    ),
    Race(
        "fork-exit-ptes",
        "the same, with PTEs",
        f"{_SPLIT}\nA fork B",
        ("A fork C", "B exit"),
    ),
    Race(
        "reclaim-unmap",
        "reclaim unmaps the folio everywhere while a process unmaps a page",
        f"{_HUGE}\nA fork B",
        ("reclaim", "A dontneed r 0 1"),
    ),
)


def race_named(name: str) -> Race | None:
    """Return one of the races by its name."""
    return next((race for race in BATTERY if race.name == name), None)
