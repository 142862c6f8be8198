"""Run one operation of the op language in the kernel model."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from mmtui.kernel.draft import Draft
from mmtui.kernel.fault import Access, touch
from mmtui.kernel.fork import fork
from mmtui.kernel.maps import dontneed, exit_mm, mmap, munmap
from mmtui.kernel.protect import mprotect
from mmtui.kernel.remap import mremap
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.events import Event
from mmtui.model.mm import Mm, Region
from mmtui.model.ops import Op
from mmtui.model.vma import Prot, Vma
from mmtui.model.world import File

MAX_PAGES = 3072
"""Pages of one region; a region's slot of addresses has room for them and for its skew."""
MAX_PROCESSES = 26
SLOT = 4096
"""Pages of address space for one region name, the same in every process."""


class Result(NamedTuple):
    """What an operation came back with, as the recorder of the real kernels prints it."""

    rc: int = 0
    """0, -1 for an error of the kernel, -2 for a script that makes no sense."""
    err: str = ""
    """ENOMEM, SIGSEGV, ...; for -2 a sentence."""
    at: int | None = None
    """For a signal: the page of the region that the access stopped at."""

    @property
    def ok(self) -> bool:
        return self.rc == 0


Steps: TypeAlias = Generator[Event, None, Result]


def execute(draft: Draft, op: Op) -> Steps:
    """Change the draft as the operation asks, yielding each rmap event when it happens."""
    if not op.process:
        return _GLOBAL[op.verb](draft, op)
    mm = draft.mm(op.process)
    if mm is None:
        return _wrong(
            f"there is no process {op.process}" + (" any more" if op.process in draft.names else "")
        )
    return _OF_PROCESS[op.verb](draft, mm, op)


def _wrong(problem: str) -> Steps:
    return Result(-2, problem)
    yield


def _result(err: str) -> Result:
    return Result(-1, err) if err else Result()


def _proc(draft: Draft, op: Op) -> Steps:
    if problem := _name_problem(draft, op.words[0]):
        return Result(-2, problem)
    draft.add_mm(Mm(op.words[0], draft.pages_per_pmd))
    return Result()
    yield


def _name_problem(draft: Draft, name: str) -> str:
    if name in draft.names:
        return f"there was a process {name} already; a name is used once"
    return f"at most {MAX_PROCESSES} processes" if len(draft.names) >= MAX_PROCESSES else ""


def _memfd(draft: Draft, op: Op) -> Steps:
    name, pages = op.words[0], int(op.words[1])
    if draft.file(name) is not None or not 0 < pages <= MAX_PAGES:
        return Result(
            -2, f"there is a memfd {name} already" if draft.file(name) else f"1 to {MAX_PAGES} pages"
        )
    draft.set_file(File(name, pages))
    return Result()
    yield


def _set(draft: Draft, op: Op) -> Steps:
    draft.settings = replace(draft.settings, **{op.words[0]: op.words[1]})
    return Result()
    yield


def _mmap(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    region, backing, pages = op.words[0], op.words[1], int(op.words[2])
    options = _options(op)
    skew = int(options.get("skew", 0))
    if pages > MAX_PAGES or skew + pages > SLOT:
        return Result(-2, f"a region has at most {MAX_PAGES} pages, and {SLOT} with its skew")
    shared = "shared" in op.words or (backing != "anon" and "private" not in op.words)
    file = backing.partition(":")[2] or (_shared_anon(draft, pages) if shared else None)
    if file is not None and draft.file(file) is None:
        return Result(-2, f"there is no memfd {file}")
    if not pages:
        return Result(-1, "EINVAL")
    start = draft.slot_of(region) * SLOT + skew
    vma = Vma(
        start,
        start + pages,
        mm.name,
        region,
        prot=Prot.READ if "ro" in op.words else Prot.WRITE,
        file=file,
        shared=shared,
        pgoff=int(options.get("foff", 0)) if file else start,
        thp={"on": True, "off": False}.get(options.get("thp", "")),
        ident=draft.new_vma_ident(),
    )
    mm.regions[region] = Region(start, pages, file)
    yield from mmap(draft, mm, vma)
    return Result()


def _shared_anon(draft: Draft, pages: int) -> str:
    # shmem_zero_setup(): MAP_SHARED without a file is a memfd without a name
    name = f"shm{len(draft.files())}"
    draft.set_file(File(name, max(pages, 1)))
    return name


def _options(op: Op) -> dict[str, str]:
    return dict(word.split("=", 1) for word in op.words if "=" in word)


class _Range(NamedTuple):
    start: int
    end: int
    region: Region


def _range(mm: ThawedMm, op: Op) -> _Range | str:
    region = mm.regions.get(op.words[0])
    if region is None:
        return f"{mm.name} has no region {op.words[0]}"
    numbers = [int(word) for word in op.words[1:3] if word.isdigit()]
    first = numbers[0] if numbers else 0
    last = numbers[1] if len(numbers) > 1 else first + 1 if numbers else region.nr_pages
    if last > SLOT:
        return f"page {last} is beyond the region"
    return _Range(region.start + first, region.start + last, region)


def _touch(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(-2, found)
    access = Access(found.start, found.end, write=op.verb == "write")
    yield from touch(draft, mm, access)
    if access.signal is None:
        return Result()
    return Result(-1, access.signal.value, access.vpn - found.region.start)


def _munmap(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(-2, found)
    yield from munmap(draft, mm, found.start, found.end)
    return Result()


def _dontneed(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(-2, found)
    return _result((yield from dontneed(draft, mm, found.start, found.end)))


def _mprotect(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(-2, found)
    return _result((yield from mprotect(draft, mm, found.start, found.end, Prot(op.words[-1]))))


def _mremap(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(-2, found)
    options, size = _options(op), found.end - found.start
    # by default the new place is aligned to a PMD as the old one is
    skew = int(options["skew"]) if "skew" in options else found.start % draft.pages_per_pmd
    if skew + size > SLOT:
        return Result(-2, f"a region has at most {SLOT} pages with its skew")
    to = draft.slot_of(options["to"]) * SLOT + skew
    err = yield from mremap(draft, mm, found.start, found.end, to, options["to"])
    if not err:
        mm.regions[options["to"]] = Region(to, size, found.region.file)
    return _result(err)


def _fork(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    if problem := _name_problem(draft, op.words[0]):
        return Result(-2, problem)
    yield from fork(draft, mm, op.words[0])
    return Result()


def _exit(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    yield from exit_mm(draft, mm)
    return Result()


_GLOBAL = {"proc": _proc, "memfd": _memfd, "set": _set}
_OF_PROCESS = {
    "mmap": _mmap,
    "read": _touch,
    "write": _touch,
    "fork": _fork,
    "munmap": _munmap,
    "mprotect": _mprotect,
    "mremap": _mremap,
    "dontneed": _dontneed,
    "exit": _exit,
}
