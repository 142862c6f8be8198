"""Operations that make regions: memory is mapped, memory moves to another place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

from mmtui.kernel.advise import allow_huge
from mmtui.kernel.draft import Draft
from mmtui.kernel.maps import mmap
from mmtui.kernel.mlock import populate
from mmtui.kernel.remap import mremap
from mmtui.kernel.results import NONSENSE, Result, Steps
from mmtui.kernel.thawed import ThawedMm
from mmtui.kernel.words import MAX_PAGES, SLOT, options_of, range_of, result_of
from mmtui.model.mm import Region
from mmtui.model.ops import Op
from mmtui.model.vma import Prot, Vma
from mmtui.model.world import File


def _mmap(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    region, backing, pages = op.words[0], op.words[1], int(op.words[2])
    options = options_of(op)
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


def _mremap(draft: Draft, mm: ThawedMm, op: Op) -> Steps:
    found = range_of(mm, op)
    if isinstance(found, str):
        return Result(NONSENSE, found)
    options, size = options_of(op), found.end - found.start
    # by default the new place is aligned to a PMD as the old one is
    skew = int(options["skew"]) if "skew" in options else found.start % draft.pages_per_pmd
    if skew + size > SLOT:
        return Result(NONSENSE, f"a region has at most {SLOT} pages with its skew")
    to = draft.slot_of(options["to"]) * SLOT + skew
    stays = "dontunmap" in op.words
    err = yield from mremap(draft, mm, found.start, found.end, to, options["to"], stays=stays)
    if not err:
        mm.regions[options["to"]] = Region(to, size, found.region.file)
    return result_of(err)


REGION_OPS: Mapping[str, Callable[[Draft, ThawedMm, Op], Steps]] = {"mmap": _mmap, "mremap": _mremap}
"""By the word of the op language."""
