"""Random scripts in which any operation may follow any other, also where it must fail.

``random_script`` follows what each page allows, so that most operations succeed.  Here only names are
followed: regions are replaced, moved over each other and cut where nothing is, and borders often fall where
others did.  A seed gives the same script for ever.

A recording shows of a process what its regions are now.  So that nothing else is left, a region is unmapped
before its name is used again; ``replaces`` leaves that out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

_REGIONS = "rst"
_FILES = "mn"
_NAMES = "ABCEFGHIJK"
_MOST_LIVE = 5
_FILE_PAGES = 1600
_SIZES = (16, 64, 100, 512, 600, 1024, 1100)
_SKEWS = (0, 0, 0, 0, 3, 16, 100, 256, 500, 512)
_KINDS = ("anon", "anon", "anon", "anon shared", "memfd:m", "memfd:m private", "memfd:n private")
_POINTS = (0, 1, 4, 8, 16, 32, 48, 64, 100, 128, 256, 500, 511, 512, 516, 600, 768, 1000, 1023, 1024)
_SETTINGS = (
    *("thp always", "thp madvise", "shmem always", "shmem advise", "zeropage 0"),
    *("mthp:16 always", "mthp:64 always", "mthp:256 madvise", "mthp:2048 inherit"),
    *("shmthp:16 always", "shmthp:64 always", "shmthp:1024 advise", "shmthp:2048 always"),
)
_RANGED = {
    **{"write": 14, "read": 8, "munmap": 5, "dontneed": 4, "free": 3, "cold": 2, "collapse": 4},
    **{"munlock": 2, "populate_read": 2, "populate_write": 2, "hugepage": 1, "nohugepage": 1},
    **{"dontfork": 1, "dofork": 1, "wipeonfork": 1, "remove": 1},
}
_WEIGHTS = {
    **_RANGED,
    **{"mprotect": 9, "mremap": 7, "mmap": 8, "mlock": 3, "splitfolio": 4, "fork": 5, "exit": 2, "file": 7},
}


def any_order_script(seed: int, *, sets: bool = True, replaces: bool = False) -> str:
    """Return the script of a seed: some 30 to 80 operations; without ``sets`` the settings are left alone."""
    return _Draw(seed, sets, replaces).script()


class _Draw:
    def __init__(self, seed: int, sets: bool, replaces: bool) -> None:
        self._seed, self._sets, self._replaces = seed, sets, replaces
        self._rng = random.Random(seed)
        self._regions: dict[str, dict[str, int]] = {}
        self._born = 0
        self._special: Mapping[str, Callable[[str], str]] = {
            "mprotect": lambda name: self._ranged("mprotect", name) + self._one(" ro", " rw", " rw", " none"),
            "mremap": self._mremap,
            "mmap": self._mmap,
            "mlock": lambda name: self._ranged("mlock", name) + self._one("", "", " onfault"),
            "splitfolio": lambda name: self._ranged("splitfolio", name) + self._order(),
            "fork": lambda name: f"{name} fork {self._bear(self._regions[name])}",
            "exit": self._exit,
        }

    def script(self) -> str:
        lines = [f"# any order, seed {self._seed}"]
        settings = self._rng.sample(_SETTINGS, self._rng.choice((0, 0, 1, 2, 4)))
        lines += [f"set {setting}" for setting in settings if self._sets]
        lines += [f"memfd {file} {_FILE_PAGES}" for file in _FILES]
        first = self._bear({})
        lines += [f"proc {first}", *(self._mmap(first) for _ in range(2))]
        lines += [self._line() for _ in range(self._rng.randrange(30, 81))]
        return "\n".join(lines) + "\n"

    def _one(self, *choices: str) -> str:
        return self._rng.choice(choices)

    def _bear(self, regions: dict[str, int]) -> str:
        name = _NAMES[self._born]
        self._born += 1
        self._regions[name] = dict(regions)
        return name

    def _line(self) -> str:
        name = self._rng.choice(list(self._regions))
        weights = dict(_WEIGHTS)
        if len(self._regions) >= _MOST_LIVE or self._born == len(_NAMES):
            weights["fork"] = 0
        if len(self._regions) == 1:
            weights["exit"] = 0
        (verb,) = self._rng.choices(list(weights), list(weights.values()))
        if verb == "file":
            return self._file()
        return self._special[verb](name) if verb in self._special else self._ranged(verb, name)

    def _exit(self, name: str) -> str:
        del self._regions[name]
        return f"{name} exit"

    def _file(self) -> str:
        file, (start, end) = self._one(*_FILES), self._span(_FILE_PAGES)
        return self._one(
            *(f"fpunch {file} {start} {end}", f"fpunch {file} {start} {start + 1}", f"ftrunc {file} {end}"),
            *(f"fwrite {file} {start} {min(end, start + 40)}", f"fsplit {file} {start} {end}"),
        )

    def _span(self, pages: int) -> tuple[int, int]:
        points = [point for point in _POINTS if point < pages] + [pages]
        if self._rng.random() < 1 / 4:
            points += [self._rng.randrange(pages) for _ in range(4)]
        start, end = sorted(self._rng.sample(sorted({*points}), 2))
        return (start, end) if self._rng.random() < 3 / 4 else (start, min(start + 3, end))

    def _order(self) -> str:
        return self._one("", "", " order=2", " order=4", " order=7")

    def _ranged(self, verb: str, name: str) -> str:
        region = self._rng.choice(list(self._regions[name]))
        start, end = self._span(self._regions[name][region])
        return f"{name} {verb} {region} {start} {end}"

    def _room(self, name: str, region: str) -> str:
        free = self._replaces or region not in self._regions[name]
        return "" if free else f"{name} munmap {region}\n"

    def _mmap(self, name: str) -> str:
        region, pages, skew = self._one(*_REGIONS), self._rng.choice(_SIZES), self._rng.choice(_SKEWS)
        room = self._room(name, region)
        self._regions[name][region] = pages
        kind = self._one(*_KINDS)
        backing, _, how = kind.partition(" ")
        foff = self._one("foff=0", "foff=512", f"foff={skew}", "foff=16") if backing != "anon" else ""
        words = (self._one("", "", "", "ro"), self._one("", "", "", "populate"))
        thp = self._one("thp=on", "thp=on", "thp=off", "")
        return (
            room
            + " ".join(f"{name} mmap {region} {backing} {pages} skew={skew} {foff} {how}".split())
            + "".join(f" {word}" for word in (*words, thp) if word)
        )

    def _mremap(self, name: str) -> str:
        region = self._rng.choice(list(self._regions[name]))
        start, end = self._span(self._regions[name][region])
        if self._rng.random() < 2 / 3:  # or regions become ever smaller
            start, end = self._rng.choice((0, 0, start)), self._regions[name][region]
        to = self._one(*(other for other in _REGIONS if self._replaces or other != region))
        room = self._room(name, to)
        self._regions[name][to] = end - start
        skew = self._one("", "", " skew=0", " skew=100", f" skew={start}")
        how = self._one("", "", "", " dontunmap")
        return f"{room}{name} mremap {region} {start} {end} to={to}{skew}{how}"
