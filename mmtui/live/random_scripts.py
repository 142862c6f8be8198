"""Scripts drawn at random, with ranges that often begin or end where others did."""

from __future__ import annotations

from random import Random

REGIONS = ("r", "s", "t")
POINTS = (0, 1, 4, 8, 16, 100, 256, 500, 512, 516, 600, 768, 1000, 1024)
MORE = [
    "remove",
    "hugepage",
    "nohugepage",
    "populate_read",
    "populate_write",
    "dontfork",
    "dofork",
    "wipeonfork",
]
"""Drawn now and then."""
KINDS = ("anon", "anon", "anon", "anon shared", "memfd:m", "memfd:m private")


def random_script(seed: int) -> list[str]:
    """Return 10 to 25 operations of up to five processes, and what they need before."""
    return _Draw(Random(seed)).lines()


class _Draw:
    def __init__(self, rng: Random) -> None:
        self._rng = rng
        # one script in three is about families: many generations, little else
        self._family = rng.random() < 1 / 3
        self._unborn = list("HGFEDCBA" if self._family else "EDCBA")
        self._regions: dict[str, dict[str, int]] = {}

    def lines(self) -> list[str]:
        lines = ["memfd m 1600", self._born({})]
        lines += [f"A {self._mmap('A')}" for _ in range(self._rng.randint(1, 3))]
        return lines + [self._line() for _ in range(self._rng.randint(10, 25))]

    def _born(self, regions: dict[str, int]) -> str:
        name = self._unborn.pop()
        self._regions[name] = dict(regions)
        return f"proc {name}"

    def _line(self) -> str:
        name = self._rng.choice(list(self._regions))
        verbs = ["write"] * 6 + ["read"] * 2 + ["mprotect"] * 5 + ["munmap", "mremap", "dontneed", "mmap"] * 2
        often = 5 if self._family else 1
        verbs += ["mlock", "munlock", "free", "cold", "collapse", "collapse", "hole", "more"]
        verbs += ["fork"] * (often + 1) * bool(self._unborn) + ["exit"] * often * (len(self._regions) > 1)
        verb = self._rng.choice(verbs)
        return self._hole() if verb == "hole" else f"{name} {self._drawn(name, verb)}"

    def _hole(self) -> str:
        start, end = sorted(self._rng.sample((*POINTS, 1600), 2))
        return self._rng.choice(
            (f"fpunch m {start} {end}", f"fpunch m {start} {start + 1}", f"ftrunc m {end}")
        )

    def _drawn(self, name: str, verb: str) -> str:
        if verb == "more":
            verb = self._rng.choice(MORE)
        if verb == "fork":
            return "fork " + self._born(self._regions[name]).removeprefix("proc ")
        if verb == "exit":
            del self._regions[name]
            return "exit"
        return self._mmap(name) if verb == "mmap" else self._ranged(name, verb)

    def _mmap(self, name: str) -> str:
        region, pages = self._rng.choice(REGIONS), self._rng.choice((16, 100, 512, 600, 1024))
        skew = self._rng.choice((0, 0, 0, 16, 100, 256, 512, 516))
        self._regions[name][region] = pages
        kind, _, how = self._rng.choice(KINDS).partition(" ")
        foff = self._rng.choice(("foff=512", "foff=0", f"foff={skew}", "")) if kind != "anon" else ""
        thp = self._rng.choice(("thp=on", "thp=on", "thp=off", ""))
        ro = self._rng.choice(("", "", "", "ro"))
        return " ".join(f"mmap {region} {kind} {pages} skew={skew} {foff} {how} {ro} {thp}".split())

    def _ranged(self, name: str, verb: str) -> str:
        region = self._rng.choice(list(self._regions[name]))
        pages = self._regions[name][region]
        points = [point for point in POINTS if point < pages] + [pages]
        start, end = sorted(self._rng.sample(points, 2))
        more = ""
        if verb == "mprotect":
            more = self._rng.choice((" ro", " rw", " rw", " none"))
        if verb == "mremap":
            to = self._rng.choice([region, *REGIONS])
            more = f" to={to}" + self._rng.choice(("", "", " skew=0", " skew=100", f" skew={end}"))
            self._regions[name][to] = end - start
        return f"{verb} {region} {start} {end}{more}"
