"""What may stand behind each verb of the op language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """The words of an operation, in this order; ``ranged`` is REGION [START [END]]."""

    names: int = 0
    numbers: int = 0
    ranged: bool = False
    one_of: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    backing: bool = False
    setting: bool = False


ADVICE = (
    "dontneed",
    "free",
    "cold",
    "pageout",
    "remove",
    "willneed",
    "hugepage",
    "nohugepage",
    "collapse",
    "populate_read",
    "populate_write",
    "dontfork",
    "dofork",
    "wipeonfork",
    "guard",
    "unguard",
)
"""What madvise() is asked for."""
GLOBAL: Mapping[str, Form] = {
    "proc": Form(names=1),
    "memfd": Form(names=1, numbers=1),
    "file": Form(names=1, numbers=1, flags=("huge", "within_size")),
    "fwrite": Form(names=1, numbers=2),
    "fpunch": Form(names=1, numbers=2),
    "fsplit": Form(names=1, numbers=2, options=("order",)),
    "ftrunc": Form(names=1, numbers=1),
    "fclose": Form(names=1),
    "set": Form(setting=True),
}
"""Operations that belong to no process, by their verb."""
OF_PROCESS: Mapping[str, Form] = {
    "mmap": Form(
        names=1,
        backing=True,
        numbers=1,
        flags=("shared", "private", "ro", "populate"),
        options=("skew", "foff", "thp"),
    ),
    "read": Form(ranged=True),
    "write": Form(ranged=True),
    "touch": Form(ranged=True, flags=("read", "write")),
    "fill": Form(ranged=True, options=("val",), needs=("val",)),
    "fork": Form(names=1),
    "munmap": Form(ranged=True),
    "mprotect": Form(ranged=True, one_of=("ro", "rw", "none")),
    "mremap": Form(ranged=True, flags=("dontunmap",), options=("to", "skew"), needs=("to",)),
    "mlock": Form(ranged=True, flags=("onfault",)),
    "munlock": Form(ranged=True),
    "splitfolio": Form(ranged=True, options=("order",)),
    "migrate": Form(ranged=True, flags=("all",), options=("node",)),
    **{advice: Form(ranged=True) for advice in ADVICE},
    "pin": Form(ranged=True),
    "unpin": Form(),
    "vmsplice": Form(ranged=True),
    "closepipe": Form(),
    "exit": Form(),
}
"""What a process asks for, by its verb."""
NOT_MODELLED: Mapping[str, str] = {
    "compact": "which pages compaction moves depends on where in memory they lie",
    **dict.fromkeys(("ksm", "mergeable", "unmergeable"), "it is not followed which pages are equal"),
    **dict.fromkeys(("dump", "quiet"), "it says what is recorded, and here every step is"),
    "sleep": "nothing happens by itself",
}
"""Verbs that real kernels were asked for and the model refuses, and why."""
NOT_MAPPED: Mapping[str, str] = {
    "hugetlb": "its pages have rules of their own, and only the counters of a whole folio"
}
"""What real kernels mapped and the model refuses, and why."""
NOT_SET: Mapping[str, str] = {
    "hugetlb": "there are no pages of hugetlb",
    "/": "what a file changes is not known",
}
"""Settings that real kernels were given and the model refuses, and why; "/" for the path of any file."""
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "thp": ("always", "madvise", "never"),
    "shmem": ("always", "advise", "never"),
    "defrag": ("always", "defer", "defer+madvise", "madvise", "never"),
    "zeropage": ("0", "1"),
    "faultaround": tuple(str(4096 << order) for order in range(10)),
    "mthp": ("always", "inherit", "madvise", "never"),
    "shmthp": ("always", "inherit", "advise", "never"),
}
"""What ``set`` changes, and to what; ``defrag`` nothing, for the model never runs out of large pages."""
SMALLEST_KB = {"mthp": 16, "shmthp": 8}
"""These two take a size, as in ``mthp:64``; the kernel makes no anonymous folios of two pages."""
LARGEST_KB = 2048


def order_of_kb(size: str) -> int:
    """Return the order of a folio of so many kB, pages of 4 kB.

    >>> order_of_kb("64"), order_of_kb("2048")
    (4, 9)
    """
    return int(size).bit_length() - 3
