"""What each command does; it returns the exit code."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from .any_order import any_order_script
from .btf import Btf, read_btf
from .check import check_trace
from .compare import differences, find_traces, first_divergence
from .errors import RecorderError
from .guest import build_guest
from .image import vmlinux_of
from .initramfs import initramfs, read_scripts
from .machine import Machine
from .offsets import as_text, offsets_of
from .packages import SUITES, Apt, fetch, missing_options, sha256_of, unpack_kernel, verify
from .random_script import random_script
from .show import lines as trace_lines
from .traces import read_records, read_trace, split, write_traces

HOLDS, BROKEN, WRONG_USAGE = 0, 1, 2
SHOWN_OF_A_KIND = 6


def narrate(text: str) -> None:
    """Say something that is not the command's result."""
    print(text, file=sys.stderr)


def _report_kernel(folder: Path) -> None:
    config = folder / "config"
    missing = missing_options(config.read_text()) if config.exists() else []
    if missing:
        narrate(
            f"this kernel is built without {', '.join(missing)}: a recording will fail, or lack something"
        )
    print(folder)


def fetch_kernels(arguments: argparse.Namespace) -> int:
    """Fetch the newest kernels of some series."""
    apt = Apt(arguments.kernels / "apt", arguments.mirror, tuple(arguments.suite or SUITES))
    apt.update()
    for series in arguments.series:
        _report_kernel(fetch(apt, series, arguments.kernels))
    return HOLDS


def unpack_packages(arguments: argparse.Namespace) -> int:
    """Take the kernel out of packages that were fetched in another way."""
    if len(arguments.sha256) != len(arguments.package):
        raise RecorderError("give one --sha256 for each package")
    for package, sha256 in zip(arguments.package, arguments.sha256, strict=True):
        verify(package, sha256)
    _report_kernel(unpack_kernel(arguments.package, arguments.into).parent)
    return HOLDS


def _btf_of(folder: Path) -> Btf:
    """Return the types of a kernel: from kernel.btf or vmlinux beside its image, else from the image."""
    for name in ("kernel.btf", "vmlinux"):
        if (folder / name).exists():
            return read_btf(folder / name)
    vmlinux = folder / "vmlinux"
    vmlinux.write_bytes(vmlinux_of((folder / "vmlinuz").read_bytes()))
    return read_btf(vmlinux)


def offsets_text(folder: Path) -> str:
    """Return a kernel's offsets, computed when they are not kept from an earlier time."""
    kept = folder / "recorder.cfg"
    if not kept.exists():
        kept.write_text(as_text(offsets_of(_btf_of(folder))))
    return kept.read_text()


def print_offsets(arguments: argparse.Namespace) -> int:
    """Print where a kernel keeps its counters."""
    if arguments.struct:
        for member in _btf_of(arguments.kernel).members(arguments.struct):
            print(f"{member.offset:5} {member.size:5} {member.name}")
    else:
        print(offsets_text(arguments.kernel), end="")
    return HOLDS


def record_scripts(arguments: argparse.Namespace) -> int:
    """Boot a kernel, run scripts, and write their traces."""
    init = build_guest(arguments.kernel / "init").read_bytes()
    archive = initramfs(init, offsets_text(arguments.kernel), read_scripts(arguments.script))
    machine = Machine(arguments.memory, arguments.seconds, not arguments.one_node)
    said = machine.run(arguments.kernel / "vmlinuz", archive)
    for path in write_traces(split(said.splitlines()), arguments.into):
        print(path)
    return HOLDS


def check_traces(arguments: argparse.Namespace) -> int:
    """Recount every counter from the page tables, and compare."""
    kinds: Counter[str] = Counter()
    steps = 0
    for path in arguments.trace:
        trace = read_trace(path)
        checked = check_trace(trace)
        steps += checked.steps
        for step, finding in checked.findings:
            kinds[finding.kind] += 1
            if arguments.all or kinds[finding.kind] <= SHOWN_OF_A_KIND:
                print(f"{trace.name} step {step.record['n']} ({step.op}): {finding.kind}: {finding.text}")
    found = ", ".join(f"{kind} {count}" for kind, count in kinds.items()) or "none"
    print(f"traces: {len(arguments.trace)}, steps with a state: {steps}; differences: {found}")
    return BROKEN if kinds else HOLDS


def compare_folders(arguments: argparse.Namespace) -> int:
    """Compare two folders of traces."""
    left, right = find_traces(arguments.left), find_traces(arguments.right)
    both = sorted(left.keys() & right.keys())
    if not both:
        raise RecorderError("the folders have no script in common")
    differ = 0
    for name in both:
        how = first_divergence if arguments.kernels else differences
        found = list(how(left[name], right[name]))
        differ += bool(found)
        for difference in found if arguments.all else found[:SHOWN_OF_A_KIND]:
            print(f"{name} ({difference.op})\n    {difference.left}\n    {difference.right}")
    print(f"traces in both: {len(both)}, that differ: {differ}")
    return BROKEN if differ else HOLDS


def print_random(arguments: argparse.Namespace) -> int:
    """Print the random script of a seed."""
    script = any_order_script if arguments.any_order else random_script
    print(script(arguments.seed), end="")
    return HOLDS


def show_trace(arguments: argparse.Namespace) -> int:
    """Print a trace for people."""
    for line in trace_lines(read_records(arguments.trace)):
        print(line)
    return HOLDS


def hash_files(arguments: argparse.Namespace) -> int:
    """Print the SHA-256 of files."""
    for path in arguments.file:
        print(f"{sha256_of(path)}  {path}")
    return HOLDS
