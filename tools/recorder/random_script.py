"""Random scripts of the op language. A seed gives the same script for ever: recordings are named by seed.

So nothing may change the order or the kind of the draws. Python promises the same numbers only for
``random()``; that ``choice``, ``choices`` and ``randrange`` draw the same, too, is asserted by a test.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TypeAlias

_SHARED_PAGES = 1024
_NAMES = "ABCEFGHIJK"
_MOST_LIVE, _MOST_EVER, _MOST_REGIONS = 4, 8, 3
_STARTS_TRIED = 20

Access: TypeAlias = str | None
"""What a page allows: "w" to read and write, "r" to read, None when it is not mapped."""


@dataclass
class _Region:
    pages: list[Access]
    anon: bool

    def copy(self) -> _Region:
        return _Region(list(self.pages), self.anon)


@dataclass
class _Script:
    seed: int
    draw: random.Random = field(init=False)
    lines: list[str] = field(default_factory=list)
    processes: dict[str, dict[str, _Region]] = field(default_factory=dict)
    started: int = 0
    region_names: int = 0

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)

    @property
    def mode(self) -> int:
        """0: anonymous huge pages, 1: huge shared memory, 2: mixed with small pages, 3: more sizes."""
        return self.seed % 4

    @property
    def has_file(self) -> bool:
        return self.mode in (1, 2)

    def write(self) -> str:
        self.lines.append(f"# random script, seed {self.seed}")
        if self.has_file:
            self.lines += ["set shmem always", f"memfd f {_SHARED_PAGES}"]
        if self.mode == 3:
            self.lines += ["set mthp:64 always", "set mthp:16 always"]
        first = self.new_process()
        self.lines.append(f"proc {first}")
        self.processes[first] = {}
        self.mmap(first)
        for _ in range(self.draw.randrange(20, 61)):
            self.operate()
        self.lines += [f"{process} exit" for process in self.processes]
        if self.has_file:
            self.lines.append("fclose f")
        return "\n".join(self.lines) + "\n"

    def new_process(self) -> str:
        self.started += 1
        return _NAMES[self.started - 1]

    def new_region(self) -> str:
        self.region_names += 1
        return f"r{self.region_names}"

    def mmap(self, process: str) -> None:
        name, kind = self.new_region(), self.draw.random()
        pages = self.draw.choice([512, 512, 1024, 600, 64, 32])
        skew = self.draw.choice([0, 0, 0, 0, 3, 256, 500])
        anon = not (self.has_file and kind < (0.6 if self.mode == 1 else 0.35))
        if anon:
            option = " thp=off" if self.mode == 2 and self.draw.random() < 0.4 else ""
            self.lines.append(f"{process} mmap {name} anon {pages} skew={skew}{option}")
        else:
            offset = self.draw.choice([0, 0, 0, 256, 512])
            pages = min(pages, _SHARED_PAGES - offset)
            option = " private" if self.draw.random() < 0.25 else ""
            self.lines.append(f"{process} mmap {name} memfd:f {pages} foff={offset} skew={skew}{option}")
        self.processes[process][name] = _Region(["w"] * pages, anon)
        self.first_write(process, name, pages)

    def first_write(self, process: str, name: str, pages: int) -> None:
        kind = self.draw.random()
        if kind < 0.7:
            self.lines.append(f"{process} write {name}")
        elif kind < 0.9:
            start = self.draw.randrange(pages)
            end = min(pages, start + self.draw.choice([1, 5, 40, 200]))
            self.lines.append(f"{process} write {name} {start} {end}")

    def span(self, pages: list[Access], allowed: str) -> tuple[int, int] | None:
        for _ in range(_STARTS_TRIED):
            start = self.draw.randrange(len(pages))
            start = self.draw.choice([start, 0, start & ~15])
            end = min(len(pages), start + self.draw.choice([1, 1, 2, 5, 16, 64, 100, 256, 512]))
            if all(page and page in allowed for page in pages[start:end]):
                return start, end
        return None

    def weights(self, regions: dict[str, _Region]) -> dict[str, int]:
        live = len(self.processes)
        return {
            "fork": 8 if live < _MOST_LIVE and self.started < _MOST_EVER else 0,
            "exit": 3 if live > 1 else 0,
            "mmap": 4 if len(regions) < _MOST_REGIONS else 0,
            **{"write": 18, "read": 6, "munmap": 12, "mprotect": 12, "dontneed": 7, "mremap": 8, "mlock": 3},
            **{"munlock": 2, "splitfolio": 3, "collapse": 4, "free": 2, "cold": 1},
            "fpunch": 2 if self.has_file else 0,
            "munmapall": 2,
        }

    def operate(self) -> None:
        process = self.draw.choice(list(self.processes))
        regions = self.processes[process]
        weights = self.weights(regions)
        (verb,) = self.draw.choices(list(weights), list(weights.values()))
        match verb:
            case "fork":
                self.fork(process)
            case "exit":
                self.lines.append(f"{process} exit")
                del self.processes[process]
            case "mmap":
                self.mmap(process)
            case "fpunch":
                start = self.draw.randrange(1000)
                self.lines.append(f"fpunch f {start} {start + self.draw.choice([1, 16, 100])}")
            case _ if regions:
                self.operate_on_region(process, verb)

    def fork(self, parent: str) -> None:
        child = self.new_process()
        self.lines.append(f"{parent} fork {child}")
        self.processes[child] = {name: region.copy() for name, region in self.processes[parent].items()}

    def operate_on_region(self, process: str, verb: str) -> None:
        regions = self.processes[process]
        name = self.draw.choice(list(regions))
        if verb == "munmapall":
            self.lines.append(f"{process} munmap {name}")
            del regions[name]
            return
        span = self.span(regions[name].pages, "w" if verb == "write" else "wr")
        if span is not None:
            self.operate_on_span(process, verb, name, span)

    def operate_on_span(self, process: str, verb: str, name: str, span: tuple[int, int]) -> None:
        start, end = span
        region = self.processes[process][name]
        match verb:
            case "collapse":
                self.lines.append(f"{process} collapse {name}")
            case "free" if not region.anon:
                pass
            case "mprotect":
                access = self.draw.choice(["ro", "rw", "ro"])
                self.lines.append(f"{process} mprotect {name} {start} {end} {access}")
                region.pages[start:end] = ["w" if access == "rw" else "r"] * (end - start)
            case "mremap":
                self.mremap(process, name, start, end)
            case _:
                if verb == "munmap":
                    region.pages[start:end] = [None] * (end - start)
                self.lines.append(f"{process} {verb} {name} {start} {end}")

    def mremap(self, process: str, name: str, start: int, end: int) -> None:
        region = self.processes[process][name]
        if len(set(region.pages[start:end])) != 1:
            return  # mremap() moves within one VMA
        # drawn inside the list as well: seeds made scripts with this draw in it
        skew = self.draw.choice(["", "", f" skew={self.draw.choice([0, 1, 77])}"])
        to = self.new_region()
        self.lines.append(f"{process} mremap {name} {start} {end} to={to}{skew}")
        self.processes[process][to] = _Region(region.pages[start:end], region.anon)
        region.pages[start:end] = [None] * (end - start)


def random_script(seed: int) -> str:
    """Return the script of a seed."""
    return _Script(seed).write()
