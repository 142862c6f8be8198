"""The machines that ``mmtui check`` begins with: small, and each different in how a folio can be mapped."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mmtui.errors import ScriptError, UsageError
from mmtui.explore.machine import Machine, together
from mmtui.kernel.profile import Profile
from mmtui.model.ops import VERBS, parse_op, parse_script

PAGES = (2, 4, 8)
"""Pages of the folio; a PMD maps so many."""
_PAGE_KB = 4
_REAL = 512
"""Pages of a PMD on x86-64."""


def machines(profile: Profile, *, pages: int, mms: int, depth: int | None = None) -> tuple[Machine, ...]:
    """Return the machines of a kernel for folios of so many pages and so many living processes.

    ``depth`` is how many operations follow the setup; by default each machine has its own.
    """
    every = [_anon_huge(pages), _file_huge(pages), _file_apart(pages), _anon_many(pages, mms + 1)]
    every += [_anon_sized(pages)] if pages >= 4 and profile.folio_sizes else []
    bounded = [_bounded(machine, mms, depth or machine.depth - max(0, mms - 2)) for machine in every]
    real = _anon_real()
    return (*bounded, _bounded(real, mms, min(real.depth, depth or real.depth)))


def _bounded(machine: Machine, mms: int, depth: int) -> Machine:
    return machine._replace(mms=machine.mms or mms, depth=depth)


def _machine(
    name: str, title: str, size: int, setup: str, menu: tuple[str, ...], mms: int = 0, depth: int = 4
) -> Machine:
    # the depths take about the same time for each machine, and less than a minute together
    return Machine(name, title, size, parse_script(setup), menu, mms, depth)


def _anon_huge(n: int) -> Machine:
    setup = f"proc A\nA mmap r anon {n}\nA write r"
    menu = together(_writes("r"), _changes("r", n), _moves(n), _WHOLE, _LIFE)
    return _machine("anon-huge", "an anonymous folio of a PMD's size", n, setup, menu)


def _file_huge(n: int) -> Machine:
    setup = f"set shmem always\nmemfd m {n}\n" + _shared("A", n) + _shared("B", n) + "A write r"
    menu = together(_reads("r"), _changes("r", n), _moves(n), _WHOLE, _LIFE, _FREES)
    return _machine("file-huge", "a folio of a file, mapped by two processes", n, setup, menu)


def _shared(name: str, n: int) -> str:
    return f"proc {name}\n{name} mmap r memfd:m {n} shared\n"


def _file_apart(n: int) -> Machine:
    setup = f"set shmem always\nmemfd m {n}\nproc A\nA mmap r memfd:m {n} private skew={n // 2}\n"
    setup += f"A mmap s memfd:m {n} shared\nA write s"
    menu = together(_reads("r"), _reads("s"), _changes("r", n), _changes("s", n)[:2], _LIFE, _FREES)
    title = "a folio of a file that one process maps twice, once across two page tables"
    return _machine("file-apart", title, n, setup, menu)


def _anon_many(n: int, mms: int) -> Machine:
    setup = f"proc A\nA mmap r anon {n}\nA write r"
    words = ("dontneed r 1 2", f"dontneed r {n // 2} {n}", f"mprotect r 1 {n // 2 + 1} ro")
    menu = together(tuple("{p} " + each for each in words), _LIFE)
    return _machine(
        "anon-many", "an anonymous folio of more processes, and runs that are longer", n, setup, menu, mms, 6
    )


def _anon_real() -> Machine:
    # short runs, for what only shows in a folio of many pages: a bit that is too low, a field too narrow
    setup = f"proc A\nA mmap r anon {_REAL}\nA write r"
    menu = together(_writes("r")[:3], _changes("r", _REAL), _WHOLE, _LIFE)
    title = f"an anonymous folio of {_REAL} pages"
    return _machine("anon-real", title, _REAL, setup, menu, depth=2)


def _anon_sized(n: int) -> Machine:
    setup = f"set thp never\nset mthp:{n * _PAGE_KB} always\nproc A\nA mmap r anon {n}\nA write r"
    menu = together(_writes("r"), _changes("r", n), _moves(n), _WHOLE[:1], _LIFE)
    return _machine("anon-sized", "an anonymous folio smaller than a PMD", 2 * n, setup, menu)


_LIFE = ("{p} fork {new}", "{p} exit")
_FREES = ("ftrunc m 0",)
"""A folio of a file is freed with its page in the file; what is left behind in it is seen then."""
_WHOLE = ("{p} splitfolio r", "{p} collapse r")


def _writes(region: str) -> tuple[str, ...]:
    # of anonymous memory: what is read is the zero page, or there already
    words = (f"write {region}", f"read {region}", f"write {region} 0 1", f"write {region} 1 2")
    return tuple("{p} " + each for each in words)


def _reads(region: str) -> tuple[str, ...]:
    # of a file: a page that is read is mapped as one that is written
    words = (f"write {region}", f"read {region}", f"read {region} 0 1", f"write {region} 1 2")
    return tuple("{p} " + each for each in words)


def _changes(region: str, n: int) -> tuple[str, ...]:
    # a page, the second half, all; what is given back in the VMA, and what goes with its VMA
    r, half = region, n // 2
    words = (
        f"munmap {r} {half} {n}",
        f"dontneed {r} 1 2",
        f"munmap {r} 0 1",
        f"munmap {r}",
        f"dontneed {r} 0 1",
        f"dontneed {r} 1 {n}",
        f"dontneed {r}",
        f"mprotect {r} 1 {half + 1} ro",
        f"mprotect {r} rw",
    )
    return tuple("{p} " + each for each in words)


def _moves(n: int) -> tuple[str, ...]:
    words = (
        "mremap r 1 2 to=s",
        f"mremap r {n // 2} {n} to=s skew=1",
        "mremap r to=s",
        "munmap s",
        "write s",
    )
    return tuple("{p} " + each for each in words)


def more(machine: Machine, verbs: Sequence[str]) -> Machine:
    """Return a machine with more operations in its menu; raise ``UsageError`` for one that there is not."""
    lines = tuple(line for verb in verbs for line in _lines(machine, verb))
    return machine._replace(menu=together(machine.menu, lines))


def without(machine: Machine, verbs: Collection[str]) -> Machine:
    """Return a machine without these operations in its menu."""
    return machine._replace(menu=tuple(line for line in machine.menu if line.split()[1] not in verbs))


def _lines(machine: Machine, verb: str) -> list[str]:
    """``read`` becomes ``{p} read r`` and ``{p} read r 1 2``; an operation on files needs a file."""
    lines = _tried(verb)
    if not lines:
        known = ", ".join(sorted(each for each in VERBS if _tried(each)))
        raise UsageError(f"no operation {verb!r} can be added to a search; these can: {known}")
    return lines


def _tried(verb: str) -> list[str]:
    ranged = [f"{{p}} {verb} r", f"{{p}} {verb} r 1 2", f"{{p}} {verb} r 1"]
    tried = [*ranged, f"{{p}} {verb}", f"{verb} m 1 2", f"{verb} m 1"]
    return [line for line in tried if _readable(line)]


def _readable(line: str) -> bool:
    try:
        parse_op(line.format(p="A", new="B"))
    except ScriptError:
        return False
    return True
