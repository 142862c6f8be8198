"""Fetches a Debian kernel package, checks its hash, and takes the kernel out. Nothing is installed."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import RecorderError

MIRROR = "http://deb.debian.org/debian"
SUITES = ("bookworm", "bookworm-backports", "trixie", "trixie-backports", "forky", "sid", "experimental")
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_FLAVOUR = "cloud-amd64"
"""Small, and with everything that is needed built in."""


def run(command: Sequence[str], *, folder: Path | None = None) -> str:
    """Return what a command prints; RecorderError when it is not installed or fails."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise RecorderError(f"{command[0]} is not installed") from None
    if done.returncode:
        raise RecorderError(f"{' '.join(command)} fails: {done.stderr.strip()}")
    return done.stdout


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(path: Path, sha256: str) -> None:
    """RecorderError when a file is not the one whose hash was announced."""
    got = sha256_of(path)
    if got != sha256.lower():
        raise RecorderError(f"{path.name} has the SHA-256 {got}, not {sha256}: do not use it")


def version_key(release: str) -> list[int]:
    """Return what sorts kernel releases by age.

    >>> version_key("6.12.107+deb13") > version_key("6.12.9+deb13")
    True
    """
    return [int(number) for number in re.findall(r"\d+", release)]


@dataclass(frozen=True)
class Apt:
    """An apt of its own: its lists, cache and sources are in a folder, the system's are not touched."""

    folder: Path
    mirror: str = MIRROR
    suites: tuple[str, ...] = SUITES

    def _options(self) -> list[str]:
        settings = {
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/nonexistent",
            "Dir::State": self.folder / "state",
            "Dir::State::lists": self.folder / "lists",
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "APT::Architecture": "amd64",
            "Acquire::Languages": "none",
            "APT::Update::Post-Invoke": "",
            "APT::Update::Post-Invoke-Success": "",
            "APT::Sandbox::User": "root",
        }
        return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]

    def update(self) -> None:
        """Fetch the lists of packages; apt checks their signatures."""
        for name in ("lists/partial", "cache/archives/partial", "state"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        source = f"deb [signed-by={_KEYRING}] {self.mirror}"
        (self.folder / "sources.list").write_text(
            "".join(f"{source} {suite} main\n" for suite in self.suites)
        )
        run(["apt-get", *self._options(), "update"])

    def newest(self, series: str) -> str:
        """Return the newest kernel package of a series such as 6.12; RecorderError when there is none."""
        pattern = rf"^linux-image-{re.escape(series)}\.[^ ]*{_FLAVOUR}$"
        listed = run(["apt-cache", *self._options(), "search", "--names-only", pattern])
        names = [line.split()[0] for line in listed.splitlines() if line]
        if not names:
            raise RecorderError(f"no {_FLAVOUR} kernel {series} in {', '.join(self.suites)}")
        return max(names, key=version_key)

    def sha256(self, package: str) -> str | None:
        """Return the hash that the signed lists give for a package, None when they do not have it."""
        try:
            shown = run(["apt-cache", *self._options(), "show", "--no-all-versions", package])
        except RecorderError:
            return None
        found = re.search(r"^SHA256: ([0-9a-f]{64})$", shown, re.M)
        return found[1] if found else None

    def download(self, package: str, folder: Path) -> Path:
        """Fetch a package into a folder, check its hash, and return its path."""
        sha256 = self.sha256(package)
        if sha256 is None:
            raise RecorderError(f"the lists of packages have no {package}")
        folder.mkdir(parents=True, exist_ok=True)
        run(["apt-get", *self._options(), "download", package], folder=folder)
        path = max(folder.glob(f"{package}_*.deb"), key=lambda deb: deb.stat().st_mtime)
        verify(path, sha256)
        return path


def unpack_kernel(packages: Sequence[Path], folder: Path) -> Path:
    """Take vmlinuz out of kernel packages (from 7.x on a kernel is in more than one), and return its path.

    The kernel's configuration goes beside it. RecorderError when no package has a kernel.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for package in packages:
            run(["dpkg-deb", "--extract", str(package), name])
        files = [path for path in Path(name).rglob("*") if path.is_file() and not path.is_symlink()]
        kernels = [path for path in files if path.name.startswith("vmlinuz")]
        if not kernels:
            raise RecorderError(f"no vmlinuz in {', '.join(package.name for package in packages)}")
        (folder / "vmlinuz").write_bytes(kernels[0].read_bytes())
        for config in [path for path in files if path.name == "config" or path.name.startswith("config-")]:
            (folder / "config").write_bytes(config.read_bytes())
    return folder / "vmlinuz"


NEEDED = (
    *("TRANSPARENT_HUGEPAGE", "PROC_PAGE_MONITOR", "PROC_KCORE", "DEBUG_INFO_BTF"),
    *("X86_IOPL_IOPERM", "DEBUG_FS", "KALLSYMS", "TMPFS", "BLK_DEV_INITRD", "SERIAL_8250_CONSOLE"),
)


def missing_options(config: str) -> list[str]:
    """Return the options that a recording needs and a kernel's configuration does not build in."""
    return [name for name in NEEDED if f"CONFIG_{name}=y" not in config.splitlines()]


def fetch(apt: Apt, series: str, kernels: Path) -> Path:
    """Fetch the newest kernel of a series, and return the folder with its vmlinuz and config."""
    package = apt.newest(series)
    release = package.removeprefix("linux-image-")
    names = [package, *(f"linux-{part}-{release}" for part in ("binary", "base"))]
    debs = [apt.download(name, kernels / "deb") for name in names if apt.sha256(name)]
    return unpack_kernel(debs, kernels / release).parent
