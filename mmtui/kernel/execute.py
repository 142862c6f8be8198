"""Run one operation of the op language in the kernel model."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from mmtui.kernel.advise import allow_huge, madvise
from mmtui.kernel.draft import Draft
from mmtui.kernel.fault import Access, touch
from mmtui.kernel.fileops import FILE_OPS
from mmtui.kernel.fork import fork
from mmtui.kernel.maps import exit_mm, mmap, munmap
from mmtui.kernel.mlock import mlock, munlock, populate
from mmtui.kernel.owners import following
from mmtui.kernel.protect import mprotect
from mmtui.kernel.remap import mremap
from mmtui.kernel.results import NONSENSE, Result, Steps
from mmtui.kernel.splitting import split_range
from mmtui.kernel.thawed import ThawedMm
from mmtui.model.mm import Mm, Region
from mmtui.model.ops import ADVICE, Op, order_of_kb
from mmtui.model.vma import Prot, Vma
from mmtui.model.world import File, Settings

MAX_PAGES = 3072
"""Pages of one region; a region's slot of addresses has room for them and for its skew."""
MAX_PROCESSES = 26
SLOT = 4096
"""Pages of address space for one region name, the same in every process."""


def execute(draft: Draft, op: Op) -> Steps:
    """Change the draft as the operation asks, yielding each rmap event when it happens."""
    if not op.process:
        if op.verb in _GLOBAL:
            return _GLOBAL[op.verb](draft, op)
        return _accounted(draft, FILE_OPS[op.verb](draft, op))
    mm = draft.mm(op.process)
    if mm is None:
        return _wrong(
            f"there is no process {op.process}" + (" any more" if op.process in draft.names else "")
        )
    steps = _OF_PROCESS[op.verb](draft, mm, op)
    return _accounted(draft, steps)


def _accounted(draft: Draft, steps: Steps) -> Steps:
    """Keep account of who owns folios, and free the files that nobody needs after the operation."""
    if draft.profile.reuses_owned_folio:
        steps = following(draft, steps)
    return _releasing(draft, steps) if draft.files() else steps


def _releasing(draft: Draft, steps: Steps) -> Steps:
    result = yield from steps
    draft.release_files()
    return result


def _wrong(problem: str) -> Steps:
    return Result(NONSENSE, problem)
    yield


def _result(err: str) -> Result:
    return Result(-1, err) if err else Result()


def _proc(draft: Draft, op: Op) -> Steps:
    if problem := _name_problem(draft, op.words[0]):
        return Result(NONSENSE, problem)
    draft.add_mm(Mm(op.words[0], draft.pages_per_pmd))
    return Result()
    yield


def _name_problem(draft: Draft, name: str) -> str:
    if name in draft.names:
        return f"there was a process {name} already; a name is used once"
    return f"at most {MAX_PROCESSES} processes" if len(draft.names) >= MAX_PROCESSES else ""


def _set(draft: Draft, op: Op) -> Steps:
    name, _, size = op.words[0].partition(":")
    settings, value = draft.settings, op.words[1]
    if not size:
        draft.settings = _setting(settings, name, value)
        return Result()
    order = order_of_kb(size)
    if not draft.profile.folio_sizes or order > draft.pmd_order:
        return Result(-1, "ENOENT")  # there is no folder for this size under transparent_hugepage
    draft.settings = replace(settings, sizes={**settings.sizes, (name, order): value})
    return Result()
    yield


def _setting(settings: Settings, name: str, value: str) -> Settings:
    match name:
        case "thp":
            return replace(settings, thp=value)
        case "shmem":
            return replace(settings, shmem=value)
        case "zeropage":
            return replace(settings, zeropage=value == "1")
    return replace(settings, fault_around=int(value) // 4096)


def _mmap(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    region, backing, pages = op.words[0], op.words[1], int(op.words[2])
    options = _options(op)
    skew = int(options.get("skew", 0))
    if pages > MAX_PAGES or skew + pages > SLOT:
        return Result(NONSENSE, f"a region has at most {MAX_PAGES} pages, and {SLOT} with its skew")
    shared = "shared" in op.words or (backing != "anon" and "private" not in op.words)
    file = backing.partition(":")[2] or (_shared_anon(draft, pages) if shared else None)
    if file is not None and draft.file(file) is None:
        return Result(NONSENSE, f"there is no {backing.partition(':')[0]} {file}")
    if not pages:
        return Result(-1, "EINVAL")
    start = draft.slot_of(region) * SLOT + skew
    prot = Prot.READ if "ro" in op.words else Prot.WRITE
    ident = draft.new_vma_ident()
    vma = Vma(
        start,
        start + pages,
        mm.name,
        region,
        prot=prot,
        file=file,
        opened=ident if file else 0,
        shared=shared,
        pgoff=int(options.get("foff", 0)) if file else start,
        account=prot.writable and not shared,
        ident=ident,
        mm_id=mm.mm_id,
    )
    mm.regions[region] = Region(start, pages, file)
    yield from mmap(draft, mm, vma)
    if "thp" in options:
        allowed = mm.vma_at(start)
        assert allowed is not None, "just mapped"
        yield from allow_huge(draft, mm, allowed, start, start + pages, huge=options["thp"] == "on")
    if "populate" in op.words:
        yield from populate(draft, mm, start, start + pages)
    return Result()


def _shared_anon(draft: Draft, pages: int) -> str:
    # shmem_zero_setup(): MAP_SHARED without a file is a memfd without a name
    taken = {file.name for file in draft.files()}
    name = next(name for at in count() if (name := f"shm{at}") not in taken)
    draft.set_file(File(name, max(pages, 1), held=False))
    return name


def _options(op: Op) -> dict[str, str]:
    return dict(word.split("=", 1) for word in op.words if "=" in word)


class _Range(NamedTuple):
    start: int
    end: int
    region: Region


@lru_cache(maxsize=4096)
def _numbers(words: tuple[str, ...]) -> tuple[int, ...]:
    # the START END of `REGION [START [END]]`; long runs say the same again and again
    return tuple(int(word) for word in words[1:3] if word.isdigit())


def _range(mm: ThawedMm, op: Op) -> _Range | str:
    region = mm.regions.get(op.words[0])
    if region is None:
        return f"{mm.name} has no region {op.words[0]}"
    numbers = _numbers(op.words)
    first = numbers[0] if numbers else 0
    last = numbers[1] if len(numbers) > 1 else first + 1 if numbers else region.nr_pages
    if last > SLOT:
        return f"page {last} is beyond the region"
    return _Range(region.start + first, region.start + last, region)


def _touch(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    access = Access(found.start, found.end, write=op.verb == "write")
    yield from touch(draft, mm, access)
    if access.signal is None:
        return Result()
    return Result(-1, access.signal.value, access.vpn - found.region.start)


def _munmap(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    yield from munmap(draft, mm, found.start, found.end)
    return Result()


def _madvise(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    files = any(vma.file is not None for vma in mm.vmas_in(found.start, found.end))
    if op.verb == "pageout" and files:
        return Result(NONSENSE, "pageout of the pages of a file is not modelled")
    return _result((yield from madvise(draft, mm, op.verb, found.start, found.end)))


def _mlock(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    if op.verb == "munlock":
        return _result((yield from munlock(draft, mm, found.start, found.end)))
    lazily = "onfault" in op.words
    return _result((yield from mlock(draft, mm, found.start, found.end, lazily=lazily)))


def _splitfolio(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    order = int(_options(op).get("order", 0)) if draft.profile.splits_to_order else 0
    yield from split_range(draft, mm, found.start, found.end, order)
    return Result()


def _mprotect(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    return _result((yield from mprotect(draft, mm, found.start, found.end, Prot(op.words[-1]))))


def _mremap(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = _range(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    options, size = _options(op), found.end - found.start
    # by default the new place is aligned to a PMD as the old one is
    skew = int(options["skew"]) if "skew" in options else found.start % draft.pages_per_pmd
    if skew + size > SLOT:
        return Result(NONSENSE, f"a region has at most {SLOT} pages with its skew")
    to = draft.slot_of(options["to"]) * SLOT + skew
    stays = "dontunmap" in op.words
    err = yield from mremap(draft, mm, found.start, found.end, to, options["to"], stays=stays)
    if not err:
        mm.regions[options["to"]] = Region(to, size, found.region.file)
    return _result(err)


def _fork(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    if problem := _name_problem(draft, op.words[0]):
        return Result(NONSENSE, problem)
    yield from fork(draft, mm, op.words[0])
    return Result()


def _exit(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    yield from exit_mm(draft, mm)
    return Result()


_GLOBAL = {"proc": _proc, "set": _set}
_OF_PROCESS = {
    "mmap": _mmap,
    "read": _touch,
    "write": _touch,
    "fork": _fork,
    "munmap": _munmap,
    "mprotect": _mprotect,
    "mremap": _mremap,
    "mlock": _mlock,
    "munlock": _mlock,
    "splitfolio": _splitfolio,
    **dict.fromkeys(ADVICE, _madvise),
    "exit": _exit,
}
