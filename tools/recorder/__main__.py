"""The commands: python -m tools.recorder COMMAND --help"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from . import commands
from .commands import SHOWN_OF_A_KIND, WRONG_USAGE, narrate
from .errors import RecorderError
from .machine import Machine
from .packages import MIRROR, SUITES


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="python -m tools.recorder", description=__doc__)
    parsers = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, action: object) -> argparse.ArgumentParser:
        command = parsers.add_parser(name, help=action.__doc__, description=action.__doc__)
        command.set_defaults(action=action)
        return command

    command = add("fetch", commands.fetch_kernels)
    command.add_argument("series", nargs="+", help="such as 6.1 or 6.12")
    command.add_argument("--kernels", type=Path, default=Path("build/kernels"), help="folder for all kernels")
    command.add_argument("--mirror", default=MIRROR)
    command.add_argument("--suite", action="append", help=f"default: {', '.join(SUITES)}")
    command = add("unpack", commands.unpack_packages)
    command.add_argument("package", nargs="+", type=Path)
    command.add_argument("--sha256", action="append", required=True, help="one for each package")
    command.add_argument("--into", type=Path, required=True, help="the kernel's folder")
    command = add("offsets", commands.print_offsets)
    command.add_argument("kernel", type=Path, help="a folder that fetch or unpack made")
    command.add_argument("--struct", help="print all fields of this struct instead")
    command = add("record", commands.record_scripts)
    command.add_argument("kernel", type=Path, help="a folder that fetch or unpack made")
    command.add_argument("script", nargs="+", type=Path)
    command.add_argument("--into", type=Path, default=Path("build/traces"))
    command.add_argument("--memory", type=int, default=Machine.memory, help="MiB")
    command.add_argument("--seconds", type=int, default=Machine.seconds, help="limit of time for all scripts")
    command.add_argument("--one-node", action="store_true", help="no second memory node; migrate fails")
    _add_commands_of_traces(add)
    return top


def _add_commands_of_traces(add: Callable[[str, object], argparse.ArgumentParser]) -> None:
    command = add("check", commands.check_traces)
    command.add_argument("trace", nargs="+", type=Path)
    command.add_argument("--all", action="store_true", help=f"not only the first {SHOWN_OF_A_KIND} of a kind")
    command = add("compare", commands.compare_folders)
    command.add_argument("left", type=Path, help="a folder of traces")
    command.add_argument("right", type=Path)
    command.add_argument(
        "--kernels", action="store_true", help="of two kernels: the first step that looks different"
    )
    command.add_argument("--all", action="store_true")
    command = add("random", commands.print_random)
    command.add_argument("seed", type=int)
    command.add_argument(
        "--any-order", action="store_true", help="any operation after any other, also what fails"
    )
    command = add("show", commands.show_trace)
    command.add_argument("trace", type=Path)
    command = add("hash", commands.hash_files)
    command.add_argument("file", nargs="+", type=Path)


def main(words: list[str] | None = None) -> int:
    """Run a command, and return the exit code: 0 holds, 1 does not, 2 wrong usage or not possible."""
    arguments = parser().parse_args(words)
    try:
        return int(arguments.action(arguments))
    except (RecorderError, OSError) as error:
        narrate(f"error: {error}")
        return WRONG_USAGE


if __name__ == "__main__":
    sys.exit(main())
