"""How a command ends: every exit code, and no traceback that is not a bug.

===  ==================================================
  0  fine, solved, holds
  1  not solved, broken, differs
  2  the command line asks for something that is not there
  3  a scenario or a script is wrong
  4  a plugin is wrong
  5  a bound was reached before the answer was known
 70  mmtui itself failed, or the system did (EX_SOFTWARE)
130  interrupted (128 + SIGINT)
141  nobody reads our output any more (128 + SIGPIPE)
===  ==================================================

A closed pipe is not 1, as Python's own manual has it, since 1 is an answer here; 141 is what a shell
sees of ``yes | head``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO, TextIOWrapper
from typing import TYPE_CHECKING, NamedTuple

from mmtui.cli.output import flush, note
from mmtui.errors import MmtuiError

if TYPE_CHECKING:
    import click

FAILED = 70
INTERRUPTED = 130
CLOSED_PIPE = 141


class End(NamedTuple):
    """How a command ended."""

    code: int
    words: str = ""
    """What to say of it on stderr."""


_INTERRUPTED = End(INTERRUPTED, "\nmmtui: interrupted")


def ended(args: Sequence[str] | None) -> int:
    """Run a command line and return its exit code, having said on stderr what went wrong."""
    _encode_everything()
    end = _end_of(sys.argv[1:] if args is None else list(args))
    try:
        flush()
    except OSError as error:
        end = _of_system(error)
        _write_nowhere()
    if end.words:
        with suppress(OSError):
            note(end.words)
    return end.code


def _end_of(args: list[str]) -> End:
    try:
        return End(_run(args))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except MmtuiError as error:
        return End(error.exit_code, _of_file(error) if error.exit_code == 3 else f"mmtui: {error}")
    except OSError as error:
        return _of_system(error)
    except Exception as error:
        return _of_click(error) or End(FAILED, _bug())


def _run(args: list[str]) -> int:
    if not args and "_MMTUI_COMPLETE" not in os.environ:
        from mmtui.cli.game import open_game
        from mmtui.cli.settings import Settings

        return open_game(Settings())
    # click's own main() would end a closed pipe with 1, which is an answer here
    from mmtui.cli.root import root

    if asked := os.environ.get("_MMTUI_COMPLETE"):
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, "mmtui", "_MMTUI_COMPLETE", asked)
    with root.make_context("mmtui", args) as context:
        code = root.invoke(context)
    return code if isinstance(code, int) else 0


def _of_click(error: Exception) -> End | None:
    import click

    match error:
        case click.exceptions.Exit():
            return End(error.exit_code)
        case click.ClickException():
            return End(error.exit_code, _shown(error))
        case click.Abort():
            return _INTERRUPTED
    return None


def _shown(error: click.ClickException) -> str:
    import click

    from mmtui.cli.root import root

    shown = StringIO()
    error.show(shown)
    words = shown.getvalue().rstrip()
    if isinstance(error, click.NoSuchOption) and any(
        error.option_name in param.opts for param in root.params
    ):
        return f"{words} It stands before the command: mmtui {error.option_name} ..."
    return words


def _of_file(error: MmtuiError) -> str:
    from mmtui.scenario import ScenarioInvalid
    from mmtui.scenario.diagnostics import render_all

    # a line that begins with its place is found by editors; that of a scenario stands behind an arrow
    return render_all(error) if isinstance(error, ScenarioInvalid) else str(error)


def _of_system(error: OSError) -> End:
    if isinstance(error, BrokenPipeError):
        return End(CLOSED_PIPE)
    return End(FAILED, f"mmtui: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")


def _bug() -> str:
    from traceback import format_exc

    return f"{format_exc()}mmtui: this is a bug of mmtui; please report it with the lines above"


def _encode_everything() -> None:
    # a terminal that cannot show a character, or sends what is none, is no reason to stop
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace" if stream is sys.stdin else "backslashreplace")


def _write_nowhere() -> None:
    # Python flushes stdout once more when it ends, and would complain about the same pipe again
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
