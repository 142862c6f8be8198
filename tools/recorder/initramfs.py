"""The archive a kernel unpacks as its first root: cpio "newc", Documentation/driver-api/early-userspace."""

from __future__ import annotations

import gzip
import stat
from pathlib import Path

_TRAILER = "TRAILER!!!"
_DIRECTORY, _PROGRAM, _FILE = stat.S_IFDIR | 0o755, stat.S_IFREG | 0o755, stat.S_IFREG | 0o644


def _padded(blob: bytes) -> bytes:
    return blob + bytes(-len(blob) % 4)


def _entry(number: int, name: str, mode: int, content: bytes = b"") -> bytes:
    links = 2 if stat.S_ISDIR(mode) else 1
    # ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
    fields = (number, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
    header = "070701" + "".join(f"{field:08X}" for field in fields) + name + "\0"
    return _padded(header.encode()) + _padded(content)


def archive(files: dict[str, tuple[int, bytes]]) -> bytes:
    """Return a newc archive of files and directories: name -> (mode, content)."""
    entries = [_entry(n, name, mode, content) for n, (name, (mode, content)) in enumerate(files.items(), 1)]
    return b"".join([*entries, _entry(0, _TRAILER, 0)])


def initramfs(init: bytes, offsets: str, scripts: dict[str, str]) -> bytes:
    """Return the compressed archive with the guest program, its offsets and the scripts (name -> text)."""
    files = {
        # without a console in /dev the kernel starts init with no standard output
        "dev": (_DIRECTORY, b""),
        "init": (_PROGRAM, init),
        "recorder.cfg": (_FILE, offsets.encode()),
        "scripts.list": (_FILE, "".join(name + "\n" for name in scripts).encode()),
        "scripts": (_DIRECTORY, b""),
    }
    files |= {f"scripts/{name}.ops": (_FILE, text.encode()) for name, text in scripts.items()}
    return gzip.compress(archive(files), compresslevel=1, mtime=0)


def read_scripts(paths: list[Path]) -> dict[str, str]:
    """Return the scripts by name, the name of the file without its ending."""
    return {path.stem: path.read_text() for path in paths}
