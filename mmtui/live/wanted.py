"""What would have to be set on this machine so that it makes huge pages as the model does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mmtui.live.proc import PMD_PAGES
from mmtui.model.ops import Op

_PMD_KB = "2048"


class Wanted(NamedTuple):
    """A setting that is not as it would have to be."""

    name: str
    here: str
    """What it is; "" if that is not known."""
    value: str

    @property
    def op(self) -> Op:
        return Op("", "set", (self.name, self.value))


class _Uses(NamedTuple):
    # what kinds of memory a script maps, and whether a PMD could map all of it
    anon: bool
    shmem: bool
    huge_anon: bool
    huge_shmem: bool
    advises: bool


def wanted(ops: Sequence[Op], here: Mapping[str, str]) -> tuple[Wanted, ...]:
    """Return what has to be set before a script and by it; empty if all is as it has to be.

    The model begins with thp always and shmem never, and knows no other size unless it is told of one.
    Where this machine says madvise, private memory is advised, which does the same as always.

    >>> from mmtui.model.ops import parse_script
    >>> wanted(parse_script("proc A\\nA mmap r anon 512"), {"thp": "never", "shmem": "never"})
    (Wanted(name='thp', here='never', value='always'),)
    >>> wanted(parse_script("proc A\\nA mmap r anon 4"), {"thp": "never", "shmem": "never"})
    ()
    """
    by_script = {op.words[0]: op.words[1] for op in reversed(ops) if op.verb == "set"}
    before = [one for one in _before(_uses(ops), here) if one.name not in by_script]
    own = (Wanted(name, here.get(name, ""), value) for name, value in by_script.items())
    return (*before, *(one for one in own if one.here != one.value))


def _uses(ops: Sequence[Op]) -> _Uses:
    sizes: dict[bool, list[int]] = {True: [], False: []}
    for op in ops:
        if op.verb == "mmap" and not op.words[1].startswith("file:"):  # that asks its own mount
            sizes[op.words[1] == "anon" and "shared" not in op.words].append(int(op.words[2]))
    huge = {anon: any(size >= PMD_PAGES for size in found) for anon, found in sizes.items()}
    advises = any(op.verb == "hugepage" or "thp=on" in op.words for op in ops)
    return _Uses(bool(sizes[True]), bool(sizes[False]), huge[True], huge[False], advises)


def _before(uses: _Uses, here: Mapping[str, str]) -> Iterator[Wanted]:
    fitting = {
        "thp": ("always", "madvise") if uses.huge_anon else (),
        "shmem": ("never", "deny", *(() if uses.advises else ("advise",))) if uses.huge_shmem else (),
    }
    for name, value in here.items():
        kind, _, size = name.partition(":")
        fits = fitting.get(name, ())
        if kind in ("mthp", "shmthp") and (uses.anon if kind == "mthp" else uses.shmem):
            fits = ("never",) if size != _PMD_KB else ("inherit",)
        if fits and value not in fits:
            yield Wanted(name, value, fits[0])
