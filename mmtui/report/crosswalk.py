"""Where the kernel does what an operation did here: function, file and commit, in the modelled kernel.

The table says since which release a function does it; the newest that is not newer than the kernel counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from mmtui.model.events import Event, What
from mmtui.moment import Moment

Release: TypeAlias = tuple[int, int]


class Where(NamedTuple):
    """A function, since which release, and the commit that made it so, if one did."""

    since: Release
    function: str
    file: str
    commit: str = ""

    def __str__(self) -> str:
        return f"{self.function} in {self.file}{f', {self.commit}' if self.commit else ''}"


_THP = 'commit 53f9263baba6 ("mm: rework mapcount accounting to enable 4k mapping of THPs") (in v4.5)'
_FILE_THP = 'commit dd78fedde4b9 ("rmap: support file thp") (in v4.8)'
_NEW = 'commit 4d510f3da4c2 ("mm: add folio_add_new_anon_rmap()") (in v6.3)'
_ANON = 'commit 8bd5130070fb ("mm/rmap: introduce folio_add_anon_rmap_[pte|ptes|pmd]()") (in v6.8)'
_FILE = (
    'commit 68f0320824fa ("mm/rmap: convert folio_add_file_rmap_range() into'
    ' folio_add_file_rmap_[pte|ptes|pmd]()") (in v6.8)'
)
_REMOVE = 'commit b06dc281aa99 ("mm/rmap: introduce folio_remove_rmap_[pte|ptes|pmd]()") (in v6.8)'
_DUP_OLD = (
    'commit fb3d824d1a46 ("mm/rmap: split page_dup_rmap() into page_dup_file_rmap() and'
    ' page_try_dup_anon_rmap()") (in v5.19)'
)
_DUP_ANON = 'commit 61d90309b715 ("mm/rmap: introduce folio_try_dup_anon_rmap_[pte|ptes|pmd]()") (in v6.8)'
_DUP_FILE = (
    'commit d8ef5e311d7b ("mm/rmap: convert page_dup_file_rmap() to'
    ' folio_dup_file_rmap_[pte|ptes|pmd]()") (in v6.8)'
)
_SPLIT = 'commit eef1b3ba053a ("thp: implement split_huge_pmd()") (in v4.5)'
_RMAP, _RMAP_H, _HUGE = "mm/rmap.c", "include/linux/rmap.h", "mm/huge_memory.c"

_ANON_EVENTS: Mapping[What, Sequence[Where]] = {
    What.NEW_PTES: (
        Where((4, 5), "page_add_new_anon_rmap()", _RMAP, _THP),
        Where((6, 3), "folio_add_new_anon_rmap()", _RMAP, _NEW),
    ),
    What.NEW_PMD: (
        Where((4, 5), "page_add_new_anon_rmap()", _RMAP, _THP),
        Where((6, 3), "folio_add_new_anon_rmap()", _RMAP, _NEW),
    ),
    What.MAP_PTES: (
        Where((4, 5), "page_add_anon_rmap()", _RMAP, _THP),
        Where((6, 8), "folio_add_anon_rmap_ptes()", _RMAP, _ANON),
    ),
    What.MAP_PMD: (
        Where((4, 5), "page_add_anon_rmap()", _RMAP, _THP),
        Where((6, 8), "folio_add_anon_rmap_pmd()", _RMAP, _ANON),
    ),
    What.DUP_PTES: (
        Where((5, 19), "page_try_dup_anon_rmap()", _RMAP_H, _DUP_OLD),
        Where((6, 8), "folio_try_dup_anon_rmap_ptes()", _RMAP_H, _DUP_ANON),
    ),
    What.DUP_PMD: (
        Where((5, 19), "page_try_dup_anon_rmap()", _RMAP_H, _DUP_OLD),
        Where((6, 8), "folio_try_dup_anon_rmap_pmd()", _RMAP_H, _DUP_ANON),
    ),
}
_FILE_EVENTS: Mapping[What, Sequence[Where]] = {
    What.MAP_PTES: (
        Where((4, 8), "page_add_file_rmap()", _RMAP, _FILE_THP),
        Where((6, 8), "folio_add_file_rmap_ptes()", _RMAP, _FILE),
    ),
    What.MAP_PMD: (
        Where((4, 8), "page_add_file_rmap()", _RMAP, _FILE_THP),
        Where((6, 8), "folio_add_file_rmap_pmd()", _RMAP, _FILE),
    ),
    What.DUP_PTES: (
        Where((5, 19), "page_dup_file_rmap()", _RMAP_H, _DUP_OLD),
        Where((6, 8), "folio_dup_file_rmap_ptes()", _RMAP_H, _DUP_FILE),
    ),
    What.DUP_PMD: (
        Where((5, 19), "page_dup_file_rmap()", _RMAP_H, _DUP_OLD),
        Where((6, 8), "folio_dup_file_rmap_pmd()", _RMAP_H, _DUP_FILE),
    ),
}
_EVENTS: Mapping[What, Sequence[Where]] = {
    What.UNMAP_PTES: (
        Where((4, 5), "page_remove_rmap()", _RMAP, _THP),
        Where((6, 8), "folio_remove_rmap_ptes()", _RMAP, _REMOVE),
    ),
    What.UNMAP_PMD: (
        Where((4, 5), "page_remove_rmap()", _RMAP, _THP),
        Where((6, 8), "folio_remove_rmap_pmd()", _RMAP, _REMOVE),
    ),
    What.SPLIT_PMD: (Where((4, 5), "__split_huge_pmd_locked()", _HUGE, _SPLIT),),
    What.MOVE_PTES: (Where((4, 5), "move_ptes()", "mm/mremap.c"),),
    What.MOVE_PMD: (Where((4, 5), "move_huge_pmd()", _HUGE),),
    What.SPLIT_VMA: (
        Where((4, 5), "__split_vma()", "mm/mmap.c"),
        Where((6, 12), "__split_vma()", "mm/vma.c"),
    ),
    What.MERGE_VMAS: (
        Where((4, 5), "vma_merge()", "mm/mmap.c"),
        Where((6, 12), "vma_merge_existing_range()", "mm/vma.c"),
    ),
}
_VERBS: Mapping[str, Sequence[Where]] = {
    "mmap": (Where((4, 5), "do_mmap()", "mm/mmap.c"),),
    "munmap": (
        Where((4, 5), "do_munmap()", "mm/mmap.c"),
        Where((6, 1), "do_mas_munmap()", "mm/mmap.c"),
        Where((6, 12), "do_vmi_munmap()", "mm/vma.c"),
    ),
    "mprotect": (Where((4, 5), "mprotect_fixup()", "mm/mprotect.c"),),
    "mremap": (Where((4, 5), "move_vma()", "mm/mremap.c"),),
    "fork": (Where((4, 5), "copy_page_range()", "mm/memory.c"),),
    "exit": (Where((4, 5), "exit_mmap()", "mm/mmap.c"),),
    "read": (Where((4, 5), "handle_mm_fault()", "mm/memory.c"),),
    "write": (Where((4, 5), "handle_mm_fault()", "mm/memory.c"),),
    "dontneed": (Where((4, 5), "madvise_dontneed_single_vma()", "mm/madvise.c"),),
    "free": (Where((4, 5), "madvise_free_single_vma()", "mm/madvise.c"),),
    "remove": (Where((4, 5), "madvise_remove()", "mm/madvise.c"),),
    "populate": (Where((5, 14), "madvise_populate()", "mm/madvise.c"),),
    "collapse": (Where((6, 1), "madvise_collapse()", "mm/khugepaged.c"),),
    "mlock": (Where((4, 5), "do_mlock()", "mm/mlock.c"),),
    "migrate": (Where((4, 5), "migrate_pages()", "mm/migrate.c"),),
    "pin": (Where((5, 6), "pin_user_pages_fast()", "mm/gup.c"),),
    "unpin": (Where((5, 6), "unpin_user_page()", "mm/gup.c"),),
    "vmsplice": (Where((4, 5), "vmsplice_to_pipe()", "fs/splice.c"),),
    "closepipe": (Where((4, 5), "free_pipe_info()", "fs/pipe.c"),),
    "splitfolio": (Where((4, 5), "split_huge_pages_pid()", _HUGE),),
}


def release_of(kernel: str) -> Release:
    """Return the release that a kernel's profile is of.

    >>> release_of("7.3-nopmc"), release_of("6.12")
    ((7, 3), (6, 12))
    """
    major, minor = kernel.partition("-")[0].split(".")
    return int(major), int(minor)


def of_event(event: Event, kernel: str) -> Where:
    """Return the function of the kernel that does this to its counters."""
    special = _ANON_EVENTS if event.folio.anon else _FILE_EVENTS
    return _newest(special.get(event.what) or _EVENTS[event.what], kernel)


def of_verb(verb: str, kernel: str) -> Where | None:
    """Return the function that a system call comes to; None for what no process asks for."""
    known = [where for where in _VERBS.get(verb, ()) if where.since <= release_of(kernel)]
    return known[-1] if known else None


def crosswalk(moment: Moment) -> Iterator[tuple[str, Where]]:
    """Yield what the last operation did, and where its kernel does that; each function once."""
    kernel, op = moment.profile.name, moment.op
    if op is not None and (where := of_verb(op.verb, kernel)) is not None:
        yield op.verb, where
    seen: set[str] = set()
    for said in moment.said:
        where = of_event(said.event, kernel)
        if where.function not in seen:
            seen.add(where.function)
            yield said.event.what.value, where


def _newest(known: Sequence[Where], kernel: str) -> Where:
    release = release_of(kernel)
    return [where for where in known if where.since <= release][-1]
