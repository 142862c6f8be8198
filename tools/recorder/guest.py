"""Compiles the program that runs inside the recorded machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .errors import RecorderError

SOURCES = Path(__file__).parent / "guest"
FLAGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O2", "-static")


def build_guest(program: Path) -> Path:
    """Compile all of guest/ into one static program, and return its path; RecorderError with gcc's words."""
    sources = sorted(SOURCES.glob("*.c"))
    command = ["gcc", *FLAGS, "-s", "-o", str(program), *map(str, sources)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise RecorderError("gcc is not installed") from None
    if done.returncode:
        raise RecorderError(f"the guest does not compile:\n{done.stderr}")
    return program
