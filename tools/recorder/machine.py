"""Runs scripts on a kernel in an emulated machine."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .errors import RecorderError

_KERNEL_ARGUMENTS = (
    *("console=ttyS0", "loglevel=5", "panic=-1", "oops=panic"),
    # addresses are those the guest computes with; page tables have four levels
    *("nokaslr", "no5lvl"),
    # no interrupts or patching that a recording does not need
    *("mitigations=off", "nmi_watchdog=0", "nowatchdog", "random.trust_cpu=on"),
)
_CPU = "max,la57=off,cx16=off"
"""Without cmpxchg16b: QEMU 7.2 once corrupted RFLAGS after it, which ended in a double fault."""
_FINISHED = '"t":"bye"'


@dataclass(frozen=True)
class Machine:
    """The emulated hardware; the defaults are what all published recordings were made on."""

    memory: int = 1024
    """In MiB, half of it on each of two nodes."""
    seconds: int = 900
    """After which the machine is switched off."""
    numa: bool = True
    """Two memory nodes, the CPU on node 0, so that ``migrate`` has somewhere to go."""

    def command(self, kernel: Path, initrd: Path, records: Path, console: Path) -> list[str]:
        """Return the QEMU command line."""
        command = ["qemu-system-x86_64", "-machine", "pc", "-accel", "tcg", "-cpu", _CPU]
        command += ["-m", str(self.memory), "-smp", "1", *(self._nodes() if self.numa else [])]
        command += ["-nodefaults", "-no-reboot", "-display", "none", "-monitor", "none"]
        command += ["-serial", f"file:{console}"]
        command += ["-chardev", f"file,id=records,path={records}"]
        command += ["-device", "isa-debugcon,iobase=0xe9,chardev=records"]
        return [
            *command,
            "-kernel",
            str(kernel),
            "-initrd",
            str(initrd),
            "-append",
            " ".join(_KERNEL_ARGUMENTS),
        ]

    def _nodes(self) -> list[str]:
        half = self.memory // 2
        nodes = []
        for node in (0, 1):
            nodes += ["-object", f"memory-backend-ram,id=m{node},size={half}M"]
            nodes += ["-numa", f"node,nodeid={node},memdev=m{node}" + (",cpus=0" if node == 0 else "")]
        return nodes

    def run(self, kernel: Path, initramfs: bytes) -> str:
        """Boot, wait for the end, and return the JSON lines; RecorderError with the console's last words."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "initrd").write_bytes(initramfs)
            records, console = folder / "records", folder / "console"
            self._boot(self.command(kernel, folder / "initrd", records, console))
            said = records.read_text(errors="replace") if records.exists() else ""
            if _FINISHED not in said[-200:]:
                lines = console.read_text(errors="replace").splitlines() if console.exists() else []
                fatal = [line for line in said.splitlines()[-3:] if '"fatal"' in line]
                raise RecorderError("the guest did not finish:\n" + "\n".join([*lines[-30:], *fatal]))
            return said

    def _boot(self, command: list[str]) -> None:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=self.seconds,
                check=False,
            )
        except FileNotFoundError:
            raise RecorderError("qemu-system-x86_64 is not installed") from None
        except subprocess.TimeoutExpired:
            return  # the records and the console say how far it came
        if done.returncode:
            raise RecorderError(f"QEMU fails: {done.stderr.strip()}")
