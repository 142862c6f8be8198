"""Any number of problems: operations drawn at random, the same ones for the same seed for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from mmtui import Op, Pcg32, Workload, hookimpl, parse_op

VERBS = ("write", "read", "fork", "munmap", "mprotect", "mremap", "dontneed", "mmap", "exit")
MOST_REGIONS = 4


@dataclass(frozen=True)
class RandomOps(Workload):
    """A maps pages and writes them, then anybody does anything that makes sense, and at last all exit.

    Nobody touches what is not mapped or not allowed, protects what is protected already, or exits as
    the last but at the end.
    """

    name = "random-ops"
    title = "operations drawn at random"

    seed: int
    length: int = 20
    """Operations to draw; how A begins and how all end comes on top."""
    processes: int = 3
    """How many processes there may be in all."""
    pages: int = 0
    """Pages of a region; 0 stands for as many as a PMD maps."""
    verbs: str = "write write read fork fork munmap mprotect mprotect dontneed exit"
    """What may be drawn; a word that is there twice comes twice as often."""

    def __post_init__(self) -> None:
        for parameter, least, most in (("length", 0, 10_000), ("processes", 1, 26), ("pages", 0, 3072)):
            if not least <= (value := getattr(self, parameter)) <= most:
                raise ValueError(f"{parameter} is {least} to {most}, not {value}")
        if strange := set(self.verbs.split()) - set(VERBS):
            raise ValueError(f"verbs has {min(strange)!r}; known are {', '.join(VERBS)}")

    def operations(self, pages_per_pmd: int) -> tuple[Op, ...]:
        return tuple(parse_op(line) for line in _Draw(self, self.pages or pages_per_pmd).lines())


class _Piece(NamedTuple):
    # Pages that certainly lie in one VMA: no operation ever drew a border between them.
    pages: range
    writable: bool


class _Stretch(NamedTuple):
    region: str
    pages: range


_Mm = dict[str, list[_Piece]]


class _Draw:
    # What the processes have mapped, as far as it takes to draw operations that make sense.

    def __init__(self, wish: RandomOps, pages: int) -> None:
        self._length = wish.length
        self._verbs = wish.verbs.split()
        self._pages = pages
        self._rng = Pcg32(wish.seed)
        self._unborn = [chr(ord("A") + i) for i in reversed(range(wish.processes))]
        self._regions = (f"r{i or ''}" for i in count())
        self._mms: dict[str, _Mm] = {}

    def lines(self) -> Iterator[str]:
        first = self._born({})
        yield f"proc {first}"
        yield f"{first} {self._mmap(first)}"
        yield f"{first} write r"
        for _ in range(self._length):
            possible = [(who, verb) for who in self._mms for verb in self._verbs if self._can(who, verb)]
            if not possible:
                break
            who, verb = self._rng.choice(possible)
            yield f"{who} {self._drawn(who, verb)}"
        yield from (f"{who} exit" for who in self._mms)

    def _can(self, who: str, verb: str) -> bool:
        mm = self._mms[who]
        match verb:
            case "fork":
                return bool(self._unborn)
            case "exit":
                return len(self._mms) > 1
            case "mmap":
                return len(mm) < MOST_REGIONS
            case "write":
                return any(piece.writable for pieces in mm.values() for piece in pieces)
        return any(mm.values())

    def _drawn(self, who: str, verb: str) -> str:
        match verb:
            case "fork":
                return f"fork {self._born(self._mms[who])}"
            case "exit":
                del self._mms[who]
                return "exit"
            case "mmap":
                return self._mmap(who)
            case "munmap":
                return self._munmap(who)
            case "mprotect":
                return self._mprotect(who)
            case "mremap":
                return self._mremap(who)
        region, pages = self._stretch(self._mms[who], lambda piece: piece.writable or verb != "write")
        return f"{verb} {region} {pages.start} {pages.stop}"

    def _born(self, parent: _Mm) -> str:
        name = self._unborn.pop()
        self._mms[name] = {region: list(pieces) for region, pieces in parent.items()}
        return name

    def _mmap(self, who: str) -> str:
        region = next(self._regions)
        self._mms[who][region] = [_Piece(range(self._pages), writable=True)]
        return f"mmap {region} anon {self._pages}"

    def _munmap(self, who: str) -> str:
        region, pages = self._stretch(self._mms[who])
        pages = self._rng.span(pages)  # a part of a part, or soon nothing would be left to play with
        _cut(self._mms[who][region], pages)
        return f"munmap {region} {pages.start} {pages.stop}"

    def _mprotect(self, who: str) -> str:
        mm = self._mms[who]
        now = self._rng.choice(sorted({piece.writable for pieces in mm.values() for piece in pieces}))
        region, pages = self._stretch(mm, lambda piece: piece.writable is now)
        changed = [piece._replace(writable=not now) for piece in _cut(mm[region], pages)]
        mm[region] = sorted([*mm[region], *changed], key=lambda piece: piece.pages.start)
        return f"mprotect {region} {pages.start} {pages.stop} {'ro' if now else 'rw'}"

    def _mremap(self, who: str) -> str:
        # the kernel moves a part of one VMA only
        mm, to = self._mms[who], next(self._regions)
        region = self._rng.choice([region for region, pieces in mm.items() if pieces])
        pages = self._rng.span(self._rng.choice(mm[region]).pages)
        (moved,) = _cut(mm[region], pages)
        mm[to] = [moved._replace(pages=range(len(pages)))]
        return f"mremap {region} {pages.start} {pages.stop} to={to}"

    def _stretch(self, mm: _Mm, fits: Callable[[_Piece], bool] = lambda piece: True) -> _Stretch:
        found = [
            _Stretch(region, pages)
            for region, pieces in mm.items()
            for pages in _joined(piece.pages for piece in pieces if fits(piece))
        ]
        region, pages = self._rng.choice(found)
        return _Stretch(region, self._rng.span(pages))


def _joined(ranges: Iterable[range]) -> Iterator[range]:
    """Yield sorted ranges, those that touch each other as one."""
    joined = range(0)
    for pages in ranges:
        if joined and joined.stop == pages.start:
            joined = range(joined.start, pages.stop)
            continue
        if joined:
            yield joined
        joined = pages
    if joined:
        yield joined


def _cut(pieces: list[_Piece], pages: range) -> list[_Piece]:
    """Take pages out of the pieces, and return what was there."""
    taken, left = [], []
    for piece in pieces:
        start, stop = piece.pages.start, piece.pages.stop
        outside = range(start, min(stop, pages.start)), range(max(start, pages.stop), stop)
        left += [piece._replace(pages=part) for part in outside if part]
        if inside := range(max(start, pages.start), min(stop, pages.stop)):
            taken.append(piece._replace(pages=inside))
    pieces[:] = left
    return taken


@hookimpl
def register_workloads() -> list[type[Workload]]:
    return [RandomOps]
