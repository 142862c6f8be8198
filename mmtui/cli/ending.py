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
from io import TextIOWrapper

import click

from mmtui.cli.output import flush, note
from mmtui.errors import MmtuiError

FAILED = 70
INTERRUPTED = 130
CLOSED_PIPE = 141


def ended(args: Sequence[str] | None) -> int:
    """Return the exit code of a command line, having said on stderr what went wrong."""
    _encode_everything()
    try:
        return _said(args)
    except BrokenPipeError:
        _write_nowhere()
        return CLOSED_PIPE


def _said(args: Sequence[str] | None) -> int:
    try:
        code = _run(sys.argv[1:] if args is None else list(args))
        flush()
    except click.exceptions.Exit as end:
        flush()
        return end.exit_code
    except click.ClickException as error:
        flush()
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        note("\nmmtui: interrupted")
        return INTERRUPTED
    except MmtuiError as error:
        note(_sentence(error))
        return error.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        _write_nowhere(sys.stdout)
        note(f"mmtui: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return FAILED
    except Exception:
        return _bug()
    return code


def _run(args: list[str]) -> int:
    # click's own main() would end a closed pipe with 1, which is an answer here
    from mmtui.cli.root import root

    if asked := os.environ.get("_MMTUI_COMPLETE"):
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, "mmtui", "_MMTUI_COMPLETE", asked)
    with root.make_context("mmtui", args) as context:
        code = root.invoke(context)
    return code if isinstance(code, int) else 0


def _sentence(error: MmtuiError) -> str:
    # what is wrong with a file begins with its place, so that editors find it
    return str(error) if error.exit_code == 3 else f"mmtui: {error}"


def _bug() -> int:
    import traceback

    flush()
    traceback.print_exc()
    note("mmtui: this is a bug of mmtui; please report it with the lines above")
    return FAILED


def _encode_everything() -> None:
    # a terminal that cannot show a character, or sends what is none, is no reason to stop
    for stream, errors in ((sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace"), (sys.stdin, "replace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)


def _write_nowhere(*streams: object) -> None:
    # Python flushes once more when it ends, and would complain about the same pipe again
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams or (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            with suppress(OSError):
                os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
