"""What /proc says of one process: its VMAs, and the pages that are present in them."""

from __future__ import annotations

import fcntl
import re
import struct
from array import array
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from mmtui.live.frames import PAGE

PMD_PAGES = 512
_PRESENT, _SWAP, _FILE, _GUARD, _EXCLUSIVE = (1 << bit for bit in (63, 62, 61, 58, 56))
_THERE = _PRESENT | _SWAP | _GUARD
_PFN = (1 << 55) - 1
_HEADER = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (....) ([0-9a-f]+) (\S+) (\d+) *(.*)$")
_SCAN = 0xC0606610
"""PAGEMAP_SCAN of <linux/fs.h>, since v6.7."""
_IS_HUGE = 1 << 6
_MOST_LEAVES = 512


class Area(NamedTuple):
    """A VMA, addresses in pages."""

    start: int
    end: int
    perm: str
    offset: int
    file: str
    """Device and inode, "" if there is no file."""
    path: str
    kb: dict[str, int]
    """The sizes that /proc/PID/smaps prints."""
    flags: tuple[str, ...]
    """VmFlags."""


class Entry(NamedTuple):
    """A page that is there, as pagemap tells of it."""

    pfn: int
    """0 if it is swapped out or a guard."""
    letters: str
    """x mapped once only, f not anonymous, s swapped, g guard."""
    level: str
    """pmd or pte; "?" where this kernel does not say."""


def areas(pid: int, below: int = 1 << 52) -> Iterator[Area]:
    """Yield the VMAs of a process that begin below an address in pages.

    /proc/PID/smaps is made while it is read, and looks at every page: what is not asked for costs nothing.
    """
    header, fields = None, dict[str, str]()
    with open(f"/proc/{pid}/smaps") as file:
        for line in file:
            if line[0] in "0123456789abcdef":
                if header:
                    yield _area(header, fields)
                header, fields = _HEADER.match(line), {}
                if header is None or int(header[1], 16) >= below * PAGE:
                    return
            else:
                name, _, words = line.partition(":")
                fields[name] = words.strip()
    if header:
        yield _area(header, fields)


def _area(found: re.Match[str], fields: dict[str, str]) -> Area:
    start, end, offset = (int(found[group], 16) // PAGE for group in (1, 2, 4))
    file = f"{found[5]} {found[6]}" if found[6] != "0" else ""
    flags = tuple(fields.pop("VmFlags", "").split())
    kb = {name: int(words.split()[0]) for name, words in fields.items() if words.endswith("kB")}
    return Area(start, end, found[3], offset, file, found[7], kb, flags)


def entries(pid: int, area: Area) -> dict[int, Entry]:
    """Return what is present in a VMA, by address in pages."""
    with open(f"/proc/{pid}/pagemap", "rb", buffering=0) as pagemap:
        pagemap.seek(area.start * 8)
        values = array("Q", pagemap.read((area.end - area.start) * 8))
        found = {at: value for at, value in enumerate(values, area.start) if value & _THERE}
        huge = _huge(pagemap.fileno(), area, found)
    return {at: _entry(at, value, huge) for at, value in found.items()}


def _entry(at: int, value: int, huge: set[int] | None) -> Entry:
    pairs = ((_SWAP, "s"), (_FILE, "f"), (_EXCLUSIVE, "x"), (_GUARD, "g"))
    letters = "".join(letter for bit, letter in pairs if value & bit)
    level = "?" if huge is None else "pmd" if at // PMD_PAGES in huge else "pte"
    return Entry(value & _PFN if value & _PRESENT else 0, letters, level)


def _huge(pagemap: int, area: Area, found: dict[int, int]) -> set[int] | None:
    """Return which PMDs are leaves, by address in pages / 512; None if this kernel does not say."""
    if not found:
        return set()
    with suppress(OSError):
        return set(_scanned(pagemap, area))
    return _guessed(area, found)


def _scanned(pagemap: int, area: Area) -> Iterator[int]:
    regions = array("Q", bytes(24 * _MOST_LEAVES))
    start, end = area.start * PAGE, area.end * PAGE
    while start < end:
        vector = (regions.buffer_info()[0], _MOST_LEAVES)
        request = bytearray(struct.pack("12Q", 96, 0, start, end, 0, *vector, 0, 0, _IS_HUGE, 0, _IS_HUGE))
        number = fcntl.ioctl(pagemap, _SCAN, request)
        for at in range(0, 3 * number, 3):
            yield from range(regions[at] // PAGE // PMD_PAGES, regions[at + 1] // PAGE // PMD_PAGES)
        start = struct.unpack("12Q", request)[4]


def _guessed(area: Area, found: dict[int, int]) -> set[int] | None:
    """Before v6.7 smaps says only how many leaves there are; enough where all that can be are, or none."""
    leaves = (
        sum(area.kb.get(name, 0) for name in ("AnonHugePages", "ShmemPmdMapped", "FilePmdMapped")) // 2048
    )
    can_be = {
        at // PMD_PAGES
        for at, value in found.items()
        if at % PMD_PAGES == 0 and at + PMD_PAGES <= area.end and (value & _PFN) % PMD_PAGES == 0
    }
    return set() if not leaves else can_be if len(can_be) == leaves else None
