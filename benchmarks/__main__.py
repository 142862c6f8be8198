"""``python -m benchmarks``: run benchmarks and print what they found."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

from benchmarks.options import Options
from benchmarks.result import Result, markdown, table
from benchmarks.timing import machine

NAMES = {
    "events": "events a second through the model, long runs, memory",
    "search": "states a second through the race search, beside spin, TLC, minicheck and a search by hand",
    "startup": "from exec to the first complete frame; headless commands",
    "keys": "from a key to the first and to the last change of the screen",
}
EXAMPLES = """examples:
  python -m benchmarks                                  everything; builds an environment first
  python -m benchmarks events --repeats 3               a quick look at the model
  python -m benchmarks startup keys --python .venv/bin/python
  python -m benchmarks startup --peers --json start.json --markdown start.md

stdout has the tables, stderr what is being done.  Exit code 1: some budget is exceeded.
"""


def main(args: Sequence[str] | None = None) -> int:
    """Run what is asked for; return 1 if something is over its budget."""
    asked = _parser().parse_args(args)
    options = Options(asked.repeats, asked.python, asked.peers)
    before, results = machine(), list[Result]()
    for name in asked.names or NAMES:
        print(f"benchmarks: {name} ...", file=sys.stderr, flush=True)
        results.append(_benchmark(name)(options))
        print(table(results[-1]), end="\n\n", flush=True)
    found = {"machine": before, "results": [each.record() for each in results]}
    _write(asked.json, json.dumps(found, indent=1))
    _write(asked.markdown, "\n".join([_line_of(before), "", *map(markdown, results)]))
    return int(any(row.verdict == "over" for result in results for row in result.rows))


def _benchmark(name: str) -> Callable[[Options], Result]:
    # imported late: `events` needs neither a terminal nor an environment
    return cast(Callable[[Options], Result], import_module(f"benchmarks.{name}").run)


def _parser() -> argparse.ArgumentParser:
    names = "".join(f"\n  {name:8} {what}" for name, what in NAMES.items())
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description=f"Measure mmtui: medians, and ratios to a reference measured in the same run.\n{names}",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", type=_name, help="which; all by default")
    parser.add_argument("--repeats", type=_positive, default=7, metavar="N", help="samples of each thing (7)")
    parser.add_argument(
        "--python", type=Path, metavar="PATH", help="an environment that has mmtui, instead of a new one"
    )
    parser.add_argument("--peers", action="store_true", help="start-up of other Textual programs too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample ('-' for stdout)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables for a document")
    return parser


def _name(word: str) -> str:
    if word not in NAMES:
        raise argparse.ArgumentTypeError(f"there is no benchmark {word!r}; known are {', '.join(NAMES)}")
    return word


def _positive(word: str) -> int:
    if (number := int(word)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _write(path: Path | None, text: str) -> None:
    if path is None:
        return
    if str(path) == "-":
        print(text)
    else:
        path.write_text(text + "\n")


def _line_of(where: dict[str, str]) -> str:
    return ", ".join(f"{key} {value}" for key, value in where.items())


if __name__ == "__main__":
    sys.exit(main())
