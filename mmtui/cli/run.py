"""``mmtui run``: a script in the model, every state of it printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from mmtui.cli.lazy import Command
from mmtui.cli.output import note, painted, write, write_json
from mmtui.cli.settings import Settings
from mmtui.errors import PluginError, ScriptError, UsageError

if TYPE_CHECKING:
    from mmtui.catalog import Catalog
    from mmtui.model.ops import Op
    from mmtui.moment import Moment

_LARGEST = 16 * 1024 * 1024


class _Script(NamedTuple):
    name: str
    source: str
    """What its errors begin with."""
    ops: tuple[Op, ...]


@click.command(
    "run",
    cls=Command,
    examples=(
        "mmtui run fork.ops",
        "mmtui run fork.ops --kernel 6.12 --json",
        "mmtui run fork.ops --scheme double-map --scheme large-mapcount",
        "printf 'proc A\\nA mmap r anon 8\\nA write r\\n' | mmtui run - --pages-per-pmd 8",
    ),
)
@click.argument("script", metavar="SCRIPT.ops|-")
@click.option("--kernel", metavar="K", help="The kernel to behave like; by default one that has the scheme.")
@click.option(
    "--scheme", "schemes", metavar="S", multiple=True, help="How to keep count; by default as the kernel does."
)
@click.option(
    "--pages-per-pmd",
    type=click.Choice(["8", "16", "512"]),
    default="512",
    show_default=True,
    help="How many pages a PMD maps.",
)
@click.option("--json", "as_json", is_flag=True, help="The records that recordings of real kernels have.")
@click.pass_obj
def command(
    settings: Settings, script: str, kernel: str | None, schemes: tuple[str, ...], pages_per_pmd: str, as_json: bool
) -> int:
    """Run a script in the model and print every state.

    With several schemes one run comes after the other.  A line that cannot be read, or that makes no
    sense when its turn comes, ends the run with 3; a scheme that breaks, with 4.
    """
    read = _read(script)
    firsts = [_first(settings, *pair, int(pages_per_pmd)) for pair in _pairs(kernel, schemes, settings)]
    broke = [_run(settings, read, first, as_json) for first in firsts]
    return PluginError.exit_code if any(broke) else 0


def _read(script: str) -> _Script:
    from mmtui.model.ops import parse_script

    source = "<stdin>" if script == "-" else script
    try:
        text = _bytes(script).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ScriptError("this is not UTF-8; save the script as UTF-8", source=source, line=line) from None
    except OSError as error:
        raise UsageError(f"cannot read {script}: {error.strerror}") from error
    return _Script("stdin" if script == "-" else Path(script).stem, source, parse_script(text, source))


def _bytes(script: str) -> bytes:
    if script == "-":
        raw = sys.stdin.buffer.read(_LARGEST + 1) if sys.stdin is not None else b""
    else:
        with open(script, "rb") as file:
            raw = file.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise ScriptError(f"a script has at most {_LARGEST // 2**20} MiB", source=script)
    return raw
