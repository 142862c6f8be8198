"""What this machine is: its kernel, how that was built, how it is set; and whether we are allowed to look."""

from __future__ import annotations

import gzip
import os
import platform
import shlex
import shutil
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mmtui.errors import UsageError
from mmtui.live.keeping import current

THP = Path("/sys/kernel/mm/transparent_hugepage")
SPLIT = Path("/sys/kernel/debug/split_huge_pages")
FAULT_AROUND = Path("/sys/kernel/debug/fault_around_bytes")
_FILES = ("/proc/kpagecount", "/proc/kpageflags", "/proc/self/pagemap", str(THP / "enabled"))
_NAMED = {"thp": "enabled", "shmem": "shmem_enabled", "defrag": "defrag", "zeropage": "use_zero_page"}
_PMD_BYTES = 2 * 1024 * 1024


class Build(NamedTuple):
    """How the kernel counts, by its configuration; None where the configuration cannot be read."""

    release: str
    page_mapcount: bool | None
    """CONFIG_PAGE_MAPCOUNT; before v6.15 every kernel counts pages."""
    source: str
    """The file that says so."""


def check_right() -> None:
    """Raise ``UsageError`` with one sentence if what live commands read is not shown to us here."""
    if missing := problem():
        raise UsageError(f"live commands need {missing}")


def problem() -> str:
    """Return what is missing for page frames to be seen here, with the remedy; "" if nothing is."""
    if sys.platform != "linux":
        return "Linux: they ask the kernel under them"
    missing = [path for path in _FILES if not os.path.exists(path)]
    if missing:
        return f"a kernel that has {missing[0]}"
    if os.sysconf("SC_PAGE_SIZE") != 4096 or _pmd_bytes() != _PMD_BYTES:
        return "pages of 4 KiB, and 512 of them in a PMD"
    if not all(os.access(path, os.R_OK) for path in _FILES[:2]) or not _shows_frames():
        return f"root or CAP_SYS_ADMIN: page frames are shown to nobody else; try: {_as_root()}"
    return ""


def _as_root() -> str:
    # sudo has a PATH of its own, which knows nothing of a venv; so the whole path, and what was asked for
    ours = shutil.which(sys.argv[0]) or ""
    name = os.path.basename(sys.argv[0])
    program = [os.path.abspath(ours)] if name == "mmtui" and ours else [sys.executable, "-m", "mmtui"]
    return shlex.join(["sudo", *program, *sys.argv[1:]])


def _pmd_bytes() -> int:
    size = THP / "hpage_pmd_size"
    return int(size.read_text()) if size.exists() else _PMD_BYTES


def _shows_frames() -> bool:
    # our own code is present; without the right its frame is printed as 0
    with open("/proc/self/maps") as maps, open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
        for line in maps:
            pagemap.seek(int(line.split("-")[0], 16) // 4096 * 8)
            (entry,) = struct.unpack("Q", pagemap.read(8))
            if entry >> 63:
                return bool(entry & (1 << 55) - 1)
    return False


def build() -> Build:
    """Return what kernel this is, and whether it counts the maps of every page."""
    release = platform.release()
    for path in (Path("/proc/config.gz"), Path(f"/boot/config-{release}")):
        if path.exists():
            raw = path.read_bytes()
            text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
            return Build(release, "CONFIG_NO_PAGE_MAPCOUNT=y" not in text.splitlines(), str(path))
    return Build(release, None, "")


def settings() -> Iterator[tuple[str, str]]:
    """Yield how the machine makes huge pages: the names of the op language, and values."""
    for name, file in (("thp", "enabled"), ("shmem", "shmem_enabled")):
        yield from _setting(name, THP / file)
    yield from _setting("faultaround", FAULT_AROUND)
    for folder in sorted(THP.glob("hugepages-*kB"), key=lambda folder: int(_size(folder))):
        for name, file in (("mthp", "enabled"), ("shmthp", "shmem_enabled")):
            yield from _setting(f"{name}:{_size(folder)}", folder / file)


def _size(folder: Path) -> str:
    return folder.name.removeprefix("hugepages-").removesuffix("kB")


def _setting(name: str, path: Path) -> Iterator[tuple[str, str]]:
    if path.exists():
        yield name, current(str(path))


def setting_path(name: str) -> Path:
    """Return the file of a setting of the op language."""
    kind, _, size = name.partition(":")
    file = {"mthp": "enabled", "shmthp": "shmem_enabled"}.get(kind)
    if file:
        return THP / f"hugepages-{size}kB" / file
    return FAULT_AROUND if kind == "faultaround" else THP / _NAMED[kind]


_COUNTS = {
    True: "CONFIG_PAGE_MAPCOUNT: kpagecount and smaps are exact for every page",
    False: "CONFIG_NO_PAGE_MAPCOUNT: kpagecount is an average over a folio, and smaps goes by it",
    None: "whether it counts every page is not known: no /proc/config.gz, no /boot/config-*",
}


def counting(found: Build) -> str:
    """Return what a kernel's build makes of its numbers."""
    return _COUNTS[found.page_mapcount]


def described() -> Iterator[str]:
    """Yield the kernel and its settings as lines of text."""
    found = build()
    yield f"Linux {found.release}, {_COUNTS[found.page_mapcount]}" + f" ({found.source})" * bool(found.source)
    plain = ("never", "inherit")
    kept = (f"{name} {value}" for name, value in settings() if ":" not in name or value not in plain)
    yield f"huge pages: {', '.join(kept)}; sizes that are not named: never or inherit"
